package bulla.revocation;

import java.util.List;

/** Carries an {@link OcspFailure} up to who turns it into a verdict. */
final class OcspException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient OcspFailure failure;
  private final transient List<OcspEvidence> consulted;

  OcspException(OcspFailure failure) {
    this(failure, List.of());
  }

  /** With all that was asked in vain. */
  OcspException(OcspFailure failure, List<OcspEvidence> consulted) {
    super(failure.toString(), null, false, false);
    this.failure = failure;
    this.consulted = List.copyOf(consulted);
  }

  OcspFailure failure() {
    return failure;
  }

  List<OcspEvidence> consulted() {
    return consulted;
  }
}
