package bulla.httpd.core;

import bulla.http.Refusal;
import org.jspecify.annotations.Nullable;

/** What httpd says of bytes that became no request: on the page and in the log. */
final class RefusalNotes {
  private RefusalNotes() {}

  static void write(RequestContext request, Refusal refusal) {
    String note = note(refusal);
    if (note != null) {
      request.notes().put("error-notes", note);
    }
    switch (refusal) {
      case TARGET_TOO_LONG ->
          request.log(
              "core",
              LogLevel.INFO,
              "AH00565: request failed: client's request-line exceeds LimitRequestLine (longer"
                  + " than "
                  + request.host().limits().requestLine()
                  + ")");
      case TOO_MANY_FIELDS ->
          request.log(
              "core",
              LogLevel.INFO,
              "AH00563: Number of request headers exceeds LimitRequestFields");
      case FIELD_TOO_LONG ->
          request.log(
              "core", LogLevel.INFO, "AH00561: Request header exceeds LimitRequestFieldSize");
      case EXPECTATION_FAILED ->
          request.log(
              "core",
              LogLevel.INFO,
              "AH00570: client sent an unrecognized expectation value of Expect: "
                  + request.request().field("Expect"));
      case UNKNOWN_METHOD ->
          request.log(
              "core",
              LogLevel.DEBUG,
              "AH02423: HTTP Request Line; Unrecognized HTTP method: '"
                  + request.request().method()
                  + "' (disallowed by RegisteredMethods)");
      case BAD_HOST -> badHost(request);
      case MALFORMED ->
          request.log("core", LogLevel.DEBUG, "AH00566: request failed: malformed request line");
      case FIELD_BLOCK_TOO_LARGE,
          PLAIN_HTTP_TO_TLS_PORT,
          TIMEOUT,
          NO_REQUEST_LINE,
          VERSION_NOT_SUPPORTED -> {}
    }
  }

  private static void badHost(RequestContext request) {
    String host = request.request().field("Host");
    request.log(
        "core",
        LogLevel.DEBUG,
        host == null || host.isEmpty()
            ? "AH00569: client sent HTTP/1.1 request without hostname (see RFC2616 section 14.23): "
                + request.uri()
            : "AH00550: Client sent malformed Host header: " + host);
  }

  private static @Nullable String note(Refusal refusal) {
    return switch (refusal) {
      case PLAIN_HTTP_TO_TLS_PORT ->
          "Reason: You're speaking plain HTTP to an SSL-enabled server port.<br />\n"
              + " Instead use the HTTPS scheme to access this URL, please.<br />\n";
      case TOO_MANY_FIELDS -> "The number of request header fields exceeds this server's limit.";
      case FIELD_TOO_LONG -> "Size of a request header field exceeds server limit.";
      default -> null;
    };
  }
}
