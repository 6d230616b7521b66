package bulla.pki;

/** A PEM text (RFC 7468) that is broken, or that lacks the block that was sought. */
public final class PemException extends MalformedException {
  private static final long serialVersionUID = 1L;

  /** A broken text; the message says where. */
  public PemException(String message) {
    super(message);
  }
}
