package bulla.http;

import java.time.Duration;

/**
 * Limits on what a client may take.
 *
 * @param requestLine LimitRequestLine, bytes
 * @param fieldLine LimitRequestFieldSize, bytes
 * @param fields LimitRequestFields
 * @param timeout Timeout: how long the client may send nothing that is waited for, or take nothing
 * @param reads RequestReadTimeout: how long it may take to send all of something
 * @param keepAlive whether connections persist at all
 * @param keepAliveTimeout how long an idle connection waits for the next request; zero is no {@code
 *     keepAlive}
 * @param keepAliveRequests MaxKeepAliveRequests; 0 for no limit
 * @param connections most connections at once of a listener
 * @param syntax how a request's head must be written
 */
public record HttpLimits(
    int requestLine,
    int fieldLine,
    int fields,
    Duration timeout,
    ReadTimeouts reads,
    boolean keepAlive,
    Duration keepAliveTimeout,
    int keepAliveRequests,
    int connections,
    Syntax syntax) {

  public HttpLimits {
    keepAlive = keepAlive && keepAliveTimeout.isPositive();
  }

  /** httpd's defaults. */
  public static HttpLimits defaults() {
    return new HttpLimits(
        8190,
        8190,
        100,
        Duration.ofSeconds(60),
        ReadTimeouts.DEFAULT,
        true,
        Duration.ofSeconds(5),
        100,
        65_536,
        Syntax.STRICT);
  }

  /** The same but for what is said next. */
  public HttpLimitsBuilder with() {
    return new HttpLimitsBuilder(this);
  }
}
