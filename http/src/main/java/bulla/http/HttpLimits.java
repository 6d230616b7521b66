package bulla.http;

import java.time.Duration;

/**
 * Limits on what a client may take.
 *
 * @param requestLine LimitRequestLine, bytes
 * @param fieldLine LimitRequestFieldSize, bytes
 * @param fields LimitRequestFields
 * @param requestTimeout time for the request's head to arrive, and for each read of a body
 * @param keepAlive whether connections persist at all
 * @param keepAliveTimeout how long an idle connection waits for the next request
 * @param keepAliveRequests MaxKeepAliveRequests; 0 for no limit
 * @param connections most connections at once of a listener
 */
public record HttpLimits(
    int requestLine,
    int fieldLine,
    int fields,
    Duration requestTimeout,
    boolean keepAlive,
    Duration keepAliveTimeout,
    int keepAliveRequests,
    int connections) {

  /** httpd's defaults. */
  public static HttpLimits defaults() {
    return new HttpLimits(
        8190, 8190, 100, Duration.ofSeconds(20), true, Duration.ofSeconds(5), 100, 65_536);
  }
}
