package bulla.httpd.core;

import bulla.apacheconf.Expression;
import bulla.apacheconf.ExpressionException;
import bulla.apacheconf.StringExpression;

/** What ErrorDocument puts in an error page's place. */
public sealed interface ErrorDocument {
  /** httpd's own page. */
  record BuiltIn() implements ErrorDocument {}

  /** A text, in which variables may stand. */
  record Text(StringExpression text) implements ErrorDocument {}

  /** A path of this server, asked for with the original status. */
  record Local(String uri) implements ErrorDocument {}

  /** A redirect to elsewhere; never for 401. */
  record External(String url) implements ErrorDocument {}

  /**
   * Parses the second argument of ErrorDocument.
   *
   * @throws ExpressionException if what stands in a text is none
   */
  static ErrorDocument parse(String argument, Expression.Options options)
      throws ExpressionException {
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
    return new Text(
        StringExpression.parse(
            argument.startsWith("\"") ? argument.substring(1) : argument, options));
  }
}
