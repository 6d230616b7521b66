package bulla.openssl;

import bulla.ffi.Memory;
import bulla.ffi.NativeLibrary;
import java.lang.invoke.MethodHandles;

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

  private static final int SUCCESS = 1;
  private static final int ERROR = 0;
  private static final int RETRY = -1;
  private static final int INTERNAL_ERROR = 80;

  private ClientHelloCallback() {}

  static int clientHello(long ssl, long alert, long argument) {
    try {
      return switch (Connections.of(ssl).choose()) {
        case CHOSEN -> SUCCESS;
        case LATER -> RETRY;
        case REFUSED -> refuse(alert);
      };
    } catch (Throwable failure) {
      UpcallFailures.report("client hello", failure);
      return refuse(alert);
    }
  }

  private static int refuse(long alert) {
    Memory.putInteger(alert, INTERNAL_ERROR);
    return ERROR;
  }
}
