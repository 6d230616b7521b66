package bulla.cfssl;

/** A JSON text is not what it should be: the sender's or the file author's fault. */
public final class JsonException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Makes the exception; the message never quotes values. */
  public JsonException(String message) {
    super(message);
  }

  /** The message; never null. */
  public String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
