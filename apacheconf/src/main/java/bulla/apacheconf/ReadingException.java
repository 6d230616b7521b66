package bulla.apacheconf;

/** One thing wrong that ends the reading of one directive, not of the configuration. */
final class ReadingException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String remedy;

  ReadingException(String message, String remedy) {
    super(message, null, false, false);
    this.remedy = remedy;
  }

  /** The text, which is always there. */
  String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }

  String remedy() {
    return remedy;
  }
}
