package bulla.httpd.core;

import bulla.http.Refusal;
import org.jspecify.annotations.Nullable;

/** What httpd says of bytes that became no request: on the page and in the log. */
final class RefusalNotes {
  private RefusalNotes() {}

  private static final String FIELDS_FAILED = "AH00567: request failed: error reading the headers";
  private static final SystemError INVALID = new SystemError(22, "Invalid argument");
  private static final SystemError NO_SPACE = new SystemError(28, "No space left on device");

  static void write(RequestContext request, Refusal refusal) {
    String note = note(refusal);
    if (note != null) {
      request.notes().put("error-notes", note);
    }
    Lines lines = new Lines(request);
    String part = request.request().offending();
    switch (refusal) {
      case BAD_REQUEST_LINE -> lines.debug("AH00566: request failed: malformed request line");
      case BAD_METHOD -> lines.requestLine("AH03445", "Invalid method token: '" + cut(part) + "'");
      case BAD_TARGET ->
          lines.requestLine("AH03454", "URI incorrectly encoded: '" + cut(part) + "'");
      case BAD_WHITESPACE -> lines.requestLine("AH03447", "Invalid whitespace");
      case EXCESS_WHITESPACE ->
          lines.requestLine(
              "AH03448", "Excess whitespace (disallowed by HttpProtocolOptions Strict)");
      case NO_VERSION -> lines.requestLine("AH02401", "Rejected HTTP/0.9 request");
      case BAD_VERSION ->
          lines.requestLine(
              "AH02418",
              "Unrecognized protocol '" + cut(part) + "' (perhaps whitespace was injected?)");
      case BAD_FIELD_LINE -> lines.field(INVALID, "Failed to read request header line " + part);
      case BAD_FIELD_NAME ->
          lines.field(null, "AH02426: Request header field name is malformed: " + cut(part));
      case BAD_FIELD_VALUE ->
          lines.field(null, "AH02427: Request header value is malformed: " + cut(part));
      case FOLD_BEFORE_FIELD ->
          lines.field(null, "AH03442: Line folding encountered before first header line");
      case FOLDED_FIELD ->
          lines.field(null, "a request header field is folded (RFC 9112 5.2): " + cut(part));
      case FIELD_TOO_LONG -> {
        lines.debug(NO_SPACE, "Failed to read request header line " + part);
        int colon = part.indexOf(':');
        lines.info(
            "AH00561: Request header exceeds LimitRequestFieldSize: "
                + cut(colon < 0 ? part : part.substring(0, colon)));
        lines.debug(FIELDS_FAILED);
      }
      case TOO_MANY_FIELDS -> {
        lines.info("AH00563: Number of request headers exceeds LimitRequestFields");
        lines.debug(FIELDS_FAILED);
      }
      case BAD_LENGTH ->
          lines.debug(
              "AH10242: client sent invalid Content-Length ("
                  + String.join(", ", request.request().fields("Content-Length"))
                  + "): "
                  + path(request));
      case BAD_CODING ->
          lines.debug(
              "AH02539: client sent unknown Transfer-Encoding (" + part + "): " + path(request));
      case AMBIGUOUS_LENGTH ->
          lines.debug(
              "client sent Transfer-Encoding with Content-Length, or in HTTP/1.0 (RFC 9112 6.1): "
                  + path(request));
      case TARGET_TOO_LONG ->
          lines.info(
              "AH00565: request failed: client's request-line exceeds LimitRequestLine (longer"
                  + " than "
                  + request.host().limits().requestLine()
                  + ")");
      case EXPECTATION_FAILED ->
          lines.info(
              "AH00570: client sent an unrecognized expectation value of Expect: "
                  + request.request().field("Expect"));
      case UNKNOWN_METHOD ->
          lines.debug(
              "AH02423: HTTP Request Line; Unrecognized HTTP method: '"
                  + request.request().method()
                  + "' (disallowed by RegisteredMethods)");
      case BAD_HOST -> badHost(lines, request);
      case FIELD_BLOCK_TOO_LARGE,
          PLAIN_HTTP_TO_TLS_PORT,
          TIMEOUT,
          NO_REQUEST_LINE,
          VERSION_NOT_SUPPORTED -> {}
    }
  }

  private static void badHost(Lines lines, RequestContext request) {
    String host = String.join(", ", request.request().fields("Host"));
    if (host.isEmpty()) {
      lines.debug(
          "AH00569: client sent HTTP/1.1 request without hostname (see RFC2616 section 14.23): "
              + path(request));
      return;
    }
    int problem = 0;
    while (problem < host.length() && isHost(host.charAt(problem))) {
      problem++;
    }
    lines.debug(
        "AH02415: [strict] Invalid host name '"
            + host
            + "', problem near: "
            + host.substring(problem, Math.min(host.length(), problem + 6)));
    lines.debug("AH00550: Client sent malformed Host header: " + host);
  }

  private static boolean isHost(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "-._~:[]".indexOf(c) >= 0;
  }

  /** The target's path, as it was sent. */
  private static String path(RequestContext request) {
    String target = request.request().target();
    int authority = target.startsWith("/") ? -1 : target.indexOf("://");
    int start = authority < 0 ? 0 : target.indexOf('/', authority + 3);
    String path = start < 0 ? "/" : target.substring(start);
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  /** httpd shows no more of what a client has made up. */
  private static String cut(String part) {
    return part.substring(0, Math.min(part.length(), 80));
  }

  /** Writes to the log of the request. */
  private record Lines(RequestContext request) {
    void debug(String line) {
      request.log("core", LogLevel.DEBUG, line);
    }

    void debug(SystemError error, String line) {
      request.log("core", LogLevel.DEBUG, error, line);
    }

    void info(String line) {
      request.log("core", LogLevel.INFO, line);
    }

    void requestLine(String number, String what) {
      debug(number + ": HTTP Request Line; " + what);
    }

    void field(@Nullable SystemError error, String line) {
      request.log("core", LogLevel.DEBUG, error, line);
      debug(FIELDS_FAILED);
    }
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
