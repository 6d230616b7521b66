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

  /** The same with other limits of a request's head. */
  public HttpLimits withHead(int newRequestLine, int newFieldLine, int newFields) {
    return new HttpLimits(
        newRequestLine,
        newFieldLine,
        newFields,
        timeout,
        reads,
        keepAlive,
        keepAliveTimeout,
        keepAliveRequests,
        connections,
        syntax);
  }

  /** The same with other times for what the client sends and takes. */
  public HttpLimits withTimeouts(Duration newTimeout, ReadTimeouts newReads) {
    return new HttpLimits(
        requestLine,
        fieldLine,
        fields,
        newTimeout,
        newReads,
        keepAlive,
        keepAliveTimeout,
        keepAliveRequests,
        connections,
        syntax);
  }

  /** The same with other rules for a connection's next request. */
  public HttpLimits withKeepAlive(boolean keeps, Duration idle, int requests) {
    return new HttpLimits(
        requestLine, fieldLine, fields, timeout, reads, keeps, idle, requests, connections, syntax);
  }

  /** The same with another number of connections. */
  public HttpLimits withConnections(int most) {
    return new HttpLimits(
        requestLine,
        fieldLine,
        fields,
        timeout,
        reads,
        keepAlive,
        keepAliveTimeout,
        keepAliveRequests,
        most,
        syntax);
  }

  /** The same with another syntax. */
  public HttpLimits withSyntax(Syntax newSyntax) {
    return new HttpLimits(
        requestLine,
        fieldLine,
        fields,
        timeout,
        reads,
        keepAlive,
        keepAliveTimeout,
        keepAliveRequests,
        connections,
        newSyntax);
  }
}
