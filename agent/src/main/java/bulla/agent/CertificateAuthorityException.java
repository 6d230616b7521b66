package bulla.agent;

import org.jspecify.annotations.Nullable;

/** The CA did not give what it was asked for. */
final class CertificateAuthorityException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Fault fault;

  /** Why, as far as the next step depends on it. */
  enum Fault {
    /** No answer: asked again soon. */
    UNREACHABLE,
    /** An answer that says no: asked again, with longer pauses. */
    REFUSED,
    /** Our key or our address is not accepted: asked again at the next interval only. */
    NOT_ALLOWED
  }

  CertificateAuthorityException(Fault fault, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.fault = fault;
  }

  Fault fault() {
    return fault;
  }
}
