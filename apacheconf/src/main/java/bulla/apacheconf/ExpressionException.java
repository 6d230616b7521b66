package bulla.apacheconf;

/** An expression that cannot be read, or could not be evaluated; httpd's text. */
public final class ExpressionException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String text;

  /** Makes the exception. */
  public ExpressionException(String text) {
    super(text);
    this.text = text;
  }

  /** What is wrong. */
  public String text() {
    return text;
  }
}
