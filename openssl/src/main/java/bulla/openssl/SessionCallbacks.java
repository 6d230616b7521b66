package bulla.openssl;

import bulla.ffi.Failures;
import bulla.ffi.Memory;
import bulla.ffi.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;

/**
 * Sessions that live with their owner and not with the client, by their ids: those of TLS 1.2
 * without tickets (RFC 5246 F.1.4), and those of TLS 1.3 whose tickets are nothing but an id, see
 * SSL_CTX_sess_set_get_cb(3).
 */
final class SessionCallbacks {

  static final long NEW =
      NativeLibrary.upcall(MethodHandles.lookup(), "made", "int new_cb(pointer, pointer)");
  static final long GET =
      NativeLibrary.upcall(
          MethodHandles.lookup(), "find", "pointer get_cb(pointer, pointer, int, pointer)");
  static final long REMOVE =
      NativeLibrary.upcall(MethodHandles.lookup(), "remove", "void remove_cb(pointer, pointer)");

  private static final LibSsl SSL = LibSsl.HANDLES;

  private SessionCallbacks() {}

  /** A session was made. The reference that comes with it is not kept. */
  static int made(long ssl, long session) {
    try {
      Ssl connection = Connections.of(ssl);
      int version = (int) SSL.sessionVersion().invokeExact(session);
      if (connection.keepsSessions(version)) {
        connection.keep(id(session), encode(session));
      }
    } catch (Throwable failure) {
      UpcallFailures.report("new session", failure);
    }
    return 0;
  }

  /** A client names a session. What is given is libssl's own. */
  static long find(long ssl, long id, int length, long copy) {
    try {
      Memory.putInteger(copy, 0);
      byte[] encoded = Connections.of(ssl).session(Memory.bytes(id, length));
      return encoded == null ? Memory.NULL : decode(encoded);
    } catch (Throwable failure) {
      UpcallFailures.report("get session", failure);
      return Memory.NULL;
    }
  }

  /** A session must not be resumed any more, for instance after a fatal alert. */
  static void remove(long context, long session) {
    try {
      SslContext.sessionEnded(context, id(session));
    } catch (Throwable failure) {
      UpcallFailures.report("remove session", failure);
    }
  }

  private static byte[] id(long session) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      long length = arena.allocate(Integer.BYTES, Integer.BYTES).address();
      long id = (long) SSL.sessionId().invokeExact(session, length);
      return Memory.bytes(id, Memory.integer(length));
    }
  }

  private static byte[] encode(long session) throws Throwable {
    int length = (int) SSL.sessionEncode().invokeExact(session, Memory.NULL);
    if (length <= 0) {
      throw new IllegalStateException("a session cannot be encoded");
    }
    try (Arena arena = Arena.ofConfined()) {
      var encoded = arena.allocate(length);
      long cursor = arena.allocate(Long.BYTES, Long.BYTES).address();
      Memory.putPointer(cursor, encoded.address());
      int written = (int) SSL.sessionEncode().invokeExact(session, cursor);
      try {
        return Memory.bytes(encoded.address(), written);
      } finally {
        encoded.fill((byte) 0);
      }
    }
  }

  /** What cannot be read counts as not there. */
  private static long decode(byte[] encoded) {
    try (Arena arena = Arena.ofConfined()) {
      var copy = arena.allocate(encoded.length);
      long cursor = arena.allocate(Long.BYTES, Long.BYTES).address();
      Memory.copy(encoded, copy.address());
      Memory.putPointer(cursor, copy.address());
      try {
        return (long) SSL.sessionDecode().invokeExact(Memory.NULL, cursor, (long) encoded.length);
      } finally {
        copy.fill((byte) 0);
        ErrorQueue.clear();
      }
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }
}
