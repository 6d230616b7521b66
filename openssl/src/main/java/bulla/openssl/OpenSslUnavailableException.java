package bulla.openssl;

/** OpenSSL is not installed on this machine, or too old. The message says what to install. */
public final class OpenSslUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private OpenSslUnavailableException(String message) {
    super(message);
  }

  static OpenSslUnavailableException missing(String what) {
    return new OpenSslUnavailableException(
        what
            + ": install OpenSSL 3 (Debian, Ubuntu: libssl3 or libssl3t64; Fedora, RHEL:"
            + " openssl-libs; Alpine: libssl3, libcrypto3)");
  }
}
