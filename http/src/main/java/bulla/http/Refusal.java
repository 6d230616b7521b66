package bulla.http;

/** Why bytes of a client did not become a request. Whose fault: the client's, always. */
public enum Refusal {
  /** The request line does not end with CRLF (RFC 9112 2.2), or holds a NUL. */
  BAD_REQUEST_LINE(400),
  /** What stands where the method stands is no token. */
  BAD_METHOD(400),
  /** There is no target, or it holds what no URI does. */
  BAD_TARGET(400),
  /** White space that is no space between the parts of the request line, or before the first. */
  BAD_WHITESPACE(400),
  /** More than one space between the parts of the request line, or some behind the last. */
  EXCESS_WHITESPACE(400),
  /** A request line without a version, which only HTTP/0.9 has. */
  NO_VERSION(400),
  /** What stands where the version stands is none. */
  BAD_VERSION(400),
  /** A field line does not end with CRLF (RFC 9112 2.2), or holds a NUL. */
  BAD_FIELD_LINE(400),
  /** A field line without a name, or with one that is no token; white space before the colon. */
  BAD_FIELD_NAME(400),
  /** A field value holds a control character. */
  BAD_FIELD_VALUE(400),
  /** A field line begins with white space (RFC 9112 5.2), and none stands before it. */
  FOLD_BEFORE_FIELD(400),
  /** A field value goes on in a second line (RFC 9112 5.2). */
  FOLDED_FIELD(400),
  /** A Content-Length that is no number, or is not the only one. */
  BAD_LENGTH(400),
  /** A Transfer-Encoding other than chunked alone. */
  BAD_CODING(400),
  /** Content-Length and Transfer-Encoding, or a Transfer-Encoding in HTTP/1.0 (RFC 9112 6.1). */
  AMBIGUOUS_LENGTH(400),
  /** HTTP/1.1 without Host, two Hosts, or an invalid one (RFC 9112 3.2). */
  BAD_HOST(400),
  /** Plain HTTP spoken to a TLS port. */
  PLAIN_HTTP_TO_TLS_PORT(400),
  /** The header fields did not arrive in time. */
  TIMEOUT(408),
  /** Not even a request line arrived in time; httpd answers nothing and logs 408. */
  NO_REQUEST_LINE(408),
  /** The request line is longer than LimitRequestLine. */
  TARGET_TOO_LONG(414),
  /** More header fields than LimitRequestFields; httpd answers 400. */
  TOO_MANY_FIELDS(400),
  /** A header field longer than LimitRequestFieldSize; httpd answers 400. */
  FIELD_TOO_LONG(400),
  /** Too many or too long fields in HTTP/2, where httpd answers 431 (RFC 6585 5). */
  FIELD_BLOCK_TOO_LARGE(431),
  /** An Expect that is not 100-continue. */
  EXPECTATION_FAILED(417),
  /** None of the methods that {@link Syntax#methods} has. */
  UNKNOWN_METHOD(501),
  /** A major version of HTTP that is not spoken here. */
  VERSION_NOT_SUPPORTED(505);

  private final int status;

  Refusal(int status) {
    this.status = status;
  }

  /** The status code that fits. */
  public int status() {
    return status;
  }
}
