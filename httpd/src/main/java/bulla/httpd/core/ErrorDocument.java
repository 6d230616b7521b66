package bulla.httpd.core;

/** What ErrorDocument puts in an error page's place. */
public sealed interface ErrorDocument {
  /** httpd's own page. */
  record BuiltIn() implements ErrorDocument {}

  /** A text. */
  record Text(String text) implements ErrorDocument {}

  /** A path of this server, asked for with the original status. */
  record Local(String uri) implements ErrorDocument {}

  /** A redirect to elsewhere; never for 401. */
  record External(String url) implements ErrorDocument {}

  /** Parses the second argument of ErrorDocument. */
  static ErrorDocument parse(String argument) {
    if (argument.equalsIgnoreCase("default")) {
      return new BuiltIn();
    }
    if (argument.startsWith("/")) {
      return new Local(argument);
    }
    if (argument.regionMatches(true, 0, "http://", 0, 7)
        || argument.regionMatches(true, 0, "https://", 0, 8)) {
      return new External(argument);
    }
    // The old style opens a quote that it never closes; the quote is no part of the text.
    return new Text(argument.startsWith("\"") ? argument.substring(1) : argument);
  }
}
