package bulla.openssl;

import bulla.ffi.NativeLibrary;
import java.lang.invoke.MethodHandles;

/**
 * Only acknowledges the client's server_name, as RFC 6066 3 wants; {@link ClientHelloCallback} has
 * chosen the host before. See SSL_CTX_set_tlsext_servername_callback(3).
 */
final class ServerNameCallback {

  static final long ADDRESS =
      NativeLibrary.upcall(
          MethodHandles.lookup(), "serverName", "int servername_cb(pointer, pointer, pointer)");

  private static final int OK = 0;

  private ServerNameCallback() {}

  static int serverName(long ssl, long alert, long argument) {
    return OK;
  }
}
