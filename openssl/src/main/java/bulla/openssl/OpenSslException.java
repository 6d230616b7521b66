package bulla.openssl;

import java.util.List;

/** libssl or libcrypto refused what it was given. */
public final class OpenSslException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> errors;

  OpenSslException(String message, List<String> errors) {
    super(errors.isEmpty() ? message : message + ": " + errors.getFirst());
    this.errors = List.copyOf(errors);
  }

  /** The error queue in text form, oldest first. */
  public List<String> errors() {
    return errors;
  }
}
