package bulla.openssl;

/** OpenSSL is not installed on this machine, or too old. The message says what to install. */
public final class OpenSslUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OpenSslUnavailableException(String message) {
    super(message);
  }
}
