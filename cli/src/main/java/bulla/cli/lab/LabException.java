package bulla.cli.lab;

/** The lab cannot go on; the message is one clear sentence for the person who started it. */
public final class LabException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Makes the exception with its sentence. */
  public LabException(String message) {
    super(message);
  }

  LabException(String message, Throwable cause) {
    super(message, cause);
  }
}
