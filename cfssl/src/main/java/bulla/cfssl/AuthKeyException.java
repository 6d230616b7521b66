package bulla.cfssl;

/** A key's text is no key. The message never holds any part of the key. */
public final class AuthKeyException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Makes the exception. */
  public AuthKeyException(String message) {
    super(message);
  }

  /** The message; never null. */
  public String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
