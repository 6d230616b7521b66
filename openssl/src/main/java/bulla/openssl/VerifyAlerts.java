package bulla.openssl;

/**
 * The alert that stands for an X509_V_ number, RFC 8446 6.2: the one that libssl sends when a
 * verification ends with the number inside a handshake.
 */
final class VerifyAlerts {

  private static final int HANDSHAKE_FAILURE = 40;
  private static final int BAD_CERTIFICATE = 42;
  private static final int UNSUPPORTED_CERTIFICATE = 43;
  private static final int CERTIFICATE_REVOKED = 44;
  private static final int CERTIFICATE_EXPIRED = 45;
  private static final int CERTIFICATE_UNKNOWN = 46;
  private static final int UNKNOWN_CA = 48;
  private static final int DECRYPT_ERROR = 51;
  private static final int INTERNAL_ERROR = 80;

  private VerifyAlerts() {}

  /** The alert's description; numbers as in X509_STORE_CTX_get_error(3). */
  static int of(int error) {
    return switch (error) {
      // The application's own, and libcrypto's resources.
      case 50 -> HANDSHAKE_FAILURE;
      case 1, 17, 69, 70 -> INTERNAL_ERROR;
      // The chain leads to no anchor.
      case 2, 3, 18, 19, 20, 21, 22, 25, 33, 79 -> UNKNOWN_CA;
      // What a signature or a list says.
      case 7, 8 -> DECRYPT_ERROR;
      case 10, 12 -> CERTIFICATE_EXPIRED;
      case 23 -> CERTIFICATE_REVOKED;
      case 26 -> UNSUPPORTED_CERTIFICATE;
      // What is wrong with a certificate itself.
      case 4, 5, 6, 9, 11, 13, 14, 15, 16, 27, 28, 62, 63, 64, 65, 66, 67, 68, 94 ->
          BAD_CERTIFICATE;
      default -> CERTIFICATE_UNKNOWN;
    };
  }
}
