package bulla.http;

import java.time.Duration;

/**
 * Makes limits out of others: what is not said stays as it is there. What the words mean, {@link
 * HttpLimits} tells. For one use by one thread.
 */
public final class HttpLimitsBuilder {

  private int requestLine;
  private int fieldLine;
  private int fields;
  private Duration timeout;
  private ReadTimeouts reads;
  private boolean keepAlive;
  private Duration keepAliveTimeout;
  private int keepAliveRequests;
  private int connections;
  private Syntax syntax;

  HttpLimitsBuilder(HttpLimits from) {
    requestLine = from.requestLine();
    fieldLine = from.fieldLine();
    fields = from.fields();
    timeout = from.timeout();
    reads = from.reads();
    keepAlive = from.keepAlive();
    keepAliveTimeout = from.keepAliveTimeout();
    keepAliveRequests = from.keepAliveRequests();
    connections = from.connections();
    syntax = from.syntax();
  }

  /** The limits that were described. */
  public HttpLimits build() {
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
        syntax);
  }

  /** Other limits of a request's head: bytes of its line, bytes of each field, fields. */
  public HttpLimitsBuilder head(int line, int field, int most) {
    requestLine = line;
    fieldLine = field;
    fields = most;
    return this;
  }

  /** Other times for what the client sends and takes. */
  public HttpLimitsBuilder timeouts(Duration pause, ReadTimeouts whole) {
    timeout = pause;
    reads = whole;
    return this;
  }

  /** Other rules for a connection's next request. */
  public HttpLimitsBuilder keepAlive(boolean on, Duration idle, int requests) {
    keepAlive = on;
    keepAliveTimeout = idle;
    keepAliveRequests = requests;
    return this;
  }

  /** Another number of connections. */
  public HttpLimitsBuilder connections(int most) {
    connections = most;
    return this;
  }

  /** Another syntax. */
  public HttpLimitsBuilder syntax(Syntax other) {
    syntax = other;
    return this;
  }
}
