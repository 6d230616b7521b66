package bulla.openssl;

import bulla.ffi.Failures;
import bulla.ffi.Memory;

/** The OpenSSL that this process runs on. */
public final class OpenSsl {

  private static final LibCrypto CRYPTO = LibCrypto.HANDLES;
  private static final LibSsl SSL = LibSsl.HANDLES;

  private OpenSsl() {}

  /**
   * Its version, for instance {@code OpenSSL 3.0.19 27 Jan 2026}.
   *
   * @throws OpenSslUnavailableException if a library or function is missing; says what to install
   */
  public static String version() {
    try {
      // libssl may be missing on its own.
      long _ = (long) SSL.serverMethod().invokeExact();
      return Memory.string((long) CRYPTO.openSslVersion().invokeExact(0));
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /**
   * Whether the certificates that are sent after a host's own can be stapled too, on TLS 1.3: from
   * OpenSSL 3.6 on, SSL_set0_tlsext_status_ocsp_resp_ex(3).
   */
  public static boolean staplesChains() {
    return ChainStaples.SUPPORTED;
  }

  /** X509_verify_cert_error_string(3) of an X509_V_ number. */
  public static String verifyErrorText(int error) {
    try {
      return Memory.string((long) CRYPTO.verifyErrorString().invokeExact((long) error));
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }
}
