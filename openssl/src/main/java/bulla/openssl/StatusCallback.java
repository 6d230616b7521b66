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
      byte[] staple = Connections.of(ssl).staple();
      if (staple == null || staple.length == 0) {
        return NO_STAPLE;
      }
      long copy = (long) CRYPTO.malloc().invokeExact((long) staple.length, Memory.NULL, 0);
      if (copy == Memory.NULL) {
        return NO_STAPLE;
      }
      Memory.copy(staple, copy);
      // libssl owns the copy from here on.
      long _ = (long) SSL.control().invokeExact(ssl, SET_OCSP_RESPONSE, (long) staple.length, copy);
      return OK;
    } catch (Throwable failure) {
      UpcallFailures.report("status", failure);
      return NO_STAPLE;
    }
  }
}
