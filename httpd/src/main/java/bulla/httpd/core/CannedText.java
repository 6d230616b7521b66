package bulla.httpd.core;

import org.jspecify.annotations.Nullable;

/** What httpd's own error pages say, to the byte (its pages between release 2.4.53 and 2.4.63). */
final class CannedText {
  private CannedText() {}

  /**
   * What a page is made from.
   *
   * @param method the request's, as sent
   * @param expect the Expect field; null if there is none
   * @param location where a redirect leads; null for others
   * @param notes the error-notes that a module left
   * @param admin ServerAdmin
   */
  record Facts(
      String method,
      @Nullable String expect,
      @Nullable String location,
      String notes,
      String admin) {}

  /** The paragraphs between headline and signature. */
  static String of(int status, Facts facts) {
    return switch (status) {
      case 301, 302, 307, 308 ->
          "<p>The document has moved <a href=\"" + html(facts.location) + "\">here</a>.</p>\n";
      case 303 ->
          "<p>The answer to your request is located <a href=\""
              + html(facts.location)
              + "\">here</a>.</p>\n";
      case 400 ->
          "<p>Your browser sent a request that this server could not understand.<br />\n"
              + facts.notes
              + "</p>\n";
      case 401, 407 ->
          """
          <p>This server could not verify that you
          are authorized to access the document
          requested.  Either you supplied the wrong
          credentials (e.g., bad password), or your
          browser doesn't understand how to supply
          the credentials required.</p>
          """;
      case 403 -> "<p>You don't have permission to access this resource." + facts.notes + "</p>\n";
      case 404 -> "<p>The requested URL was not found on this server.</p>\n";
      case 405 ->
          "<p>The requested method " + html(facts.method) + " is not allowed for this URL.</p>\n";
      case 406 ->
          "<p>An appropriate representation of the requested resource could not be found on this"
              + " server.</p>\n";
      case 408 -> "<p>Server timeout waiting for the HTTP request from the client.</p>\n";
      case 410 ->
          "<p>The requested resource is no longer available on this server and there is no"
              + " forwarding address.\nPlease remove all references to this resource.</p>\n";
      default -> fromLengthRequired(status, facts);
    };
  }

  private static String fromLengthRequired(int status, Facts facts) {
    return switch (status) {
      case 411 ->
          "<p>A request of the requested method "
              + html(facts.method)
              + " requires a valid Content-length.<br />\n"
              + facts.notes
              + "</p>\n";
      case 412 -> "<p>The precondition on the request for this URL evaluated to false.</p>\n";
      case 413 ->
          "The requested resource does not allow request data with "
              + html(facts.method)
              + " requests, or the amount of data provided in\n"
              + "the request exceeds the capacity limit.\n";
      case 414 ->
          "<p>The requested URL's length exceeds the capacity\nlimit for this server.<br />\n"
              + facts.notes
              + "</p>\n";
      case 415 ->
          """
          <p>The supplied request data is not in a format
          acceptable for processing by this resource.</p>
          """;
      case 416 ->
          """
          <p>None of the range-specifier values in the Range
          request-header field overlap the current extent
          of the selected resource.</p>
          """;
      case 417 -> expectation(facts);
      case 421 ->
          """
          <p>The client needs a new connection for this
          request as the requested host name does not match
          the Server Name Indication (SNI) in use for this
          connection.</p>
          """;
      case 426 ->
          """
          <p>The requested resource can only be retrieved
          using SSL.  The server is willing to upgrade the current
          connection to SSL, but your client doesn't support it.
          Either upgrade your client, or try requesting the page
          using https://
          """;
      case 429 -> "<p>The user has sent too many requests\nin a given amount of time.</p>\n";
      case 431 ->
          "<p>The server refused this request because\nthe request header fields are too"
              + " large.</p>\n";
      case 451 ->
          "<p>Access to this URL has been denied for legal reasons.<br />\n"
              + facts.notes
              + "</p>\n";
      default -> ofServer(status, facts);
    };
  }

  private static String ofServer(int status, Facts facts) {
    return switch (status) {
      case 501 ->
          "<p>"
              + html(facts.method)
              + " not supported for current URL.<br />\n"
              + facts.notes
              + "</p>\n";
      case 502 ->
          "<p>The proxy server received an invalid\r\nresponse from an upstream server.<br />\r\n"
              + facts.notes
              + "</p>\n";
      case 503 ->
          """
          <p>The server is temporarily unable to service your
          request due to maintenance downtime or capacity
          problems. Please try again later.</p>
          """;
      case 504 ->
          """
          <p>The gateway did not receive a timely response
          from the upstream server or application.</p>
          """;
      default ->
          "<p>The server encountered an internal error or\nmisconfiguration and was unable to"
              + " complete\nyour request.</p>\n<p>Please contact the server administrator at \n "
              + html(facts.admin)
              + " to inform them of the time this error occurred,\n and the actions you performed"
              + " just before this error.</p>\n<p>More information about this error may be"
              + " available\nin the server error log.</p>\n";
    };
  }

  private static String expectation(Facts facts) {
    String seen =
        facts.expect == null
            ? "<p>No expectation was seen, the Expect request-header \n"
                + "field was not presented by the client.\n"
            : "<p>The expectation given in the Expect request-header\n"
                + "field could not be met by this server.\nThe client sent<pre>\n    Expect: "
                + html(facts.expect)
                + "\n</pre>\n";
    return seen + facts.notes + "</p><p>Only the 100-continue expectation is supported.</p>\n";
  }

  private static String html(@Nullable String text) {
    return text == null ? "" : Html.escape(text);
  }
}
