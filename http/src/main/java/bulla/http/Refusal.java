package bulla.http;

/** Why bytes of a client did not become a request. Whose fault: the client's, always. */
public enum Refusal {
  /** Not HTTP, or against RFC 9112's grammar. */
  MALFORMED(400),
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
