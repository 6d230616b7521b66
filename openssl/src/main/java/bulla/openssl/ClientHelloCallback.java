package bulla.openssl;

import bulla.ffi.Failures;
import bulla.ffi.Memory;
import bulla.ffi.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the host when the ClientHello has come, see SSL_CTX_set_client_hello_cb(3).
 *
 * <p>Not in the servername callback: that one comes after the version was chosen and a session was
 * looked up, too late for a host's own protocols and session id context.
 */
final class ClientHelloCallback {

  static final long ADDRESS =
      NativeLibrary.upcall(
          MethodHandles.lookup(),
          "clientHello",
          "int SSL_client_hello_cb(pointer, pointer, pointer)");

  private static final LibSsl SSL = LibSsl.HANDLES;
  private static final int SUCCESS = 1;
  private static final int ERROR = 0;
  private static final int RETRY = -1;
  private static final int INTERNAL_ERROR = 80;
  private static final int SERVER_NAME = 0;

  private ClientHelloCallback() {}

  static int clientHello(long ssl, long alert, long argument) {
    try {
      return Connections.of(ssl).choose() ? SUCCESS : RETRY;
    } catch (Throwable failure) {
      UpcallFailures.report("client hello", failure);
      Memory.putInteger(alert, INTERNAL_ERROR);
      return ERROR;
    }
  }

  /**
   * The host_name of the server_name extension (RFC 6066 3). A malformed one counts as none here;
   * libssl refuses it right afterwards.
   */
  static @Nullable String serverName(long ssl) {
    try (Arena arena = Arena.ofConfined()) {
      long pointer = arena.allocate(Long.BYTES, Long.BYTES).address();
      long length = arena.allocate(Long.BYTES, Long.BYTES).address();
      int found = (int) SSL.clientHelloExtension().invokeExact(ssl, SERVER_NAME, pointer, length);
      return found == 1
          ? parse(Memory.bytes(Memory.pointer(pointer), (int) Memory.pointer(length)))
          : null;
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /** ServerNameList: length(2), then one entry of type(1) = 0, length(2), name. */
  private static @Nullable String parse(byte[] list) {
    if (list.length < 6 || list[2] != 0) {
      return null;
    }
    int length = ((list[3] & 0xff) << 8) | (list[4] & 0xff);
    if (length != list.length - 5) {
      return null;
    }
    for (int i = 5; i < list.length; i++) {
      if (list[i] <= ' ' || list[i] == 0x7f) {
        return null;
      }
    }
    return new String(list, 5, length, StandardCharsets.US_ASCII);
  }
}
