package bulla.openssl;

import bulla.ffi.Memory;
import bulla.ffi.NativeLibrary;
import java.lang.invoke.MethodHandles;

/**
 * Notices the peer's Finished, see SSL_set_msg_callback(3). libssl has no other word for the end of
 * post-handshake authentication. Set only while the peer is being asked: it is called for every
 * record.
 */
final class MessageCallback {

  static final long ADDRESS =
      NativeLibrary.upcall(
          MethodHandles.lookup(),
          "message",
          "void msg_cb(int, int, int, pointer, long, pointer, pointer)");

  private static final int RECEIVED = 0;
  private static final int HANDSHAKE = 22;
  private static final int FINISHED = 20;

  private MessageCallback() {}

  static void message(
      int direction, int version, int type, long bytes, long length, long ssl, long argument) {
    try {
      if (direction == RECEIVED
          && type == HANDSHAKE
          && length > 0
          && Memory.unsignedByte(bytes) == FINISHED) {
        Connections.of(ssl).peerFinished();
      }
    } catch (Throwable failure) {
      UpcallFailures.report("message", failure);
    }
  }
}
