package bulla.httpd.ssl;

/** The X509_V_ERR_ numbers that matter here, and OpenSSL's words for them. */
final class VerifyErrors {
  private VerifyErrors() {}

  static final int OK = 0;

  /** libssl makes alert 80, internal_error, of it. */
  static final int UNSPECIFIED = 1;

  static final int NO_CRL = 3;
  static final int CRL_SIGNATURE = 8;
  static final int NOT_YET_VALID = 9;
  static final int EXPIRED = 10;
  static final int CRL_NOT_YET_VALID = 11;
  static final int CRL_EXPIRED = 12;
  static final int CHAIN_TOO_LONG = 22;
  static final int REVOKED = 23;
  static final int NO_CRL_ISSUER = 33;
  static final int NO_CRL_SIGN = 35;
  static final int CRL_UNKNOWN_CRITICAL = 36;
  static final int INVALID_EXTENSION = 41;
  static final int OTHER_CRL_SCOPE = 44;
  static final int APPLICATION_VERIFICATION = 50;
  static final int WEAK_KEY = 66;

  /**
   * What stands for {@link #CRL_EXPIRED} in a handshake, as in httpd: libssl makes alert 46,
   * certificate_unknown, of it, where 12 would have the client believe that its certificate has
   * expired.
   */
  static final int CRL_EXPIRED_FOR_PEER = -1;

  /** Whether optional_no_ca lets a client in with it. */
  static boolean forgivable(int error) {
    return switch (error) {
      case 18, 19, 20, 21, 27 -> true;
      default -> false;
    };
  }

  /** X509_verify_cert_error_string(3). */
  static String text(int error) {
    return switch (error) {
      case 0 -> "ok";
      case 1 -> "unspecified certificate verification error";
      case 2 -> "unable to get issuer certificate";
      case 3 -> "unable to get certificate CRL";
      case 4 -> "unable to decrypt certificate's signature";
      case 5 -> "unable to decrypt CRL's signature";
      case 6 -> "unable to decode issuer public key";
      case 7 -> "certificate signature failure";
      case 8 -> "CRL signature failure";
      case 9 -> "certificate is not yet valid";
      case 10 -> "certificate has expired";
      case 11 -> "CRL is not yet valid";
      case 12 -> "CRL has expired";
      case 13 -> "format error in certificate's notBefore field";
      case 14 -> "format error in certificate's notAfter field";
      case 15 -> "format error in CRL's lastUpdate field";
      case 16 -> "format error in CRL's nextUpdate field";
      case 17 -> "out of memory";
      case 18 -> "self-signed certificate";
      case 19 -> "self-signed certificate in certificate chain";
      case 20 -> "unable to get local issuer certificate";
      case 21 -> "unable to verify the first certificate";
      case 22 -> "certificate chain too long";
      case 23 -> "certificate revoked";
      case 24 -> "issuer certificate doesn't have a public key";
      case 25 -> "path length constraint exceeded";
      case 26 -> "unsuitable certificate purpose";
      case 27 -> "certificate not trusted";
      case 28 -> "certificate rejected";
      case 29 -> "subject issuer mismatch";
      case 30 -> "authority and subject key identifier mismatch";
      case 31 -> "authority and issuer serial number mismatch";
      case 32 -> "key usage does not include certificate signing";
      case 33 -> "unable to get CRL issuer certificate";
      case 34 -> "unhandled critical extension";
      case 35 -> "key usage does not include CRL signing";
      case 36 -> "unhandled critical CRL extension";
      case 37 -> "invalid non-CA certificate (has CA markings)";
      case 41 -> "invalid or inconsistent certificate extension";
      case 42 -> "invalid or inconsistent certificate policy extension";
      case 44 -> "different CRL scope";
      case 47 -> "permitted subtree violation";
      case 48 -> "excluded subtree violation";
      case 50 -> "application verification failure";
      case 66 -> "EE certificate key too weak";
      case 67 -> "CA certificate key too weak";
      case 68 -> "CA signature digest algorithm too weak";
      case 79 -> "invalid CA certificate";
      default -> "error number " + error;
    };
  }
}
