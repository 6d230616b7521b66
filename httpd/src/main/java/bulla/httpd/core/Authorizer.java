package bulla.httpd.core;

/** A provider of Require: {@code all}, {@code ip}, {@code expr}, {@code ssl}. */
@FunctionalInterface
public interface Authorizer {
  /**
   * Reads what stands behind the provider's name.
   *
   * @param arguments the rest of the line as it stands
   * @param line the whole Require, to be told to whom it concerns
   * @throws InvalidException if it makes no sense
   */
  Test read(String arguments, DirectiveLine line, DirectiveScope scope) throws InvalidException;

  /** A requirement that was read. */
  @FunctionalInterface
  interface Test {
    /** Whether a request meets it; on the event loop. */
    Authorization test(RequestContext request);
  }

  /** What a requirement says of a request. */
  enum Authorization {
    GRANTED,
    DENIED,
    /** It cannot be granted to somebody who has not said who he is. */
    DENIED_NO_USER,
    NEUTRAL,
    /** It could not be told: 500. The provider has logged why. */
    ERROR
  }

  /** A requirement that makes no sense; httpd's text. */
  final class InvalidException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String text;

    /** Makes the exception. */
    public InvalidException(String text) {
      super(text);
      this.text = text;
    }

    /** What is wrong. */
    public String text() {
      return text;
    }
  }
}
