package bulla.openssl;

import bulla.ffi.Memory;
import bulla.ffi.NativeLibrary;
import java.lang.invoke.MethodHandles;

/** Staples when the client asks for it, see SSL_CTX_set_tlsext_status_cb(3). */
final class StatusCallback {

  static final long ADDRESS =
      NativeLibrary.upcall(MethodHandles.lookup(), "status", "int status_cb(pointer, pointer)");

  private static final LibCrypto CRYPTO = LibCrypto.HANDLES;
  private static final LibSsl SSL = LibSsl.HANDLES;
  private static final int OK = 0;
  private static final int NO_STAPLE = 3;
  private static final int SET_OCSP_RESPONSE = 71;

  private StatusCallback() {}

  static int status(long ssl, long argument) {
    try {
      Ssl connection = Connections.of(ssl);
      int identity = connection.identity();
      if (identity < 0) {
        return NO_STAPLE;
      }
      boolean stapled =
          (connection.sent(identity) > 1 && ChainStaples.on(ssl))
              ? ChainStaples.staple(ssl, connection, identity)
              : staple(ssl, connection, identity);
      return stapled ? OK : NO_STAPLE;
    } catch (Throwable failure) {
      UpcallFailures.report("status", failure);
      return NO_STAPLE;
    }
  }

  private static boolean staple(long ssl, Ssl connection, int identity) throws Throwable {
    byte[] staple = connection.staple(identity, 0);
    if (staple == null || staple.length == 0) {
      return false;
    }
    long copy = (long) CRYPTO.malloc().invokeExact((long) staple.length, Memory.NULL, 0);
    if (copy == Memory.NULL) {
      return false;
    }
    Memory.copy(staple, copy);
    // libssl owns the copy that it has taken.
    boolean taken =
        (long) SSL.control().invokeExact(ssl, SET_OCSP_RESPONSE, (long) staple.length, copy) == 1;
    if (!taken) {
      CRYPTO.free().invokeExact(copy, Memory.NULL, 0);
    }
    return taken;
  }
}
