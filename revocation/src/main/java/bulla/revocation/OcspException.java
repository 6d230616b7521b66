package bulla.revocation;

/** Carries an {@link OcspFailure} up to who turns it into a verdict. */
final class OcspException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient OcspFailure failure;

  OcspException(OcspFailure failure) {
    super(failure.toString(), null, false, false);
    this.failure = failure;
  }

  OcspFailure failure() {
    return failure;
  }
}
