package bulla.http;

import bulla.http.ReadTimeouts.Limit;
import java.time.Duration;

/**
 * The time that an HTTP/1 client has for what is waited for now, under the limits of the connection
 * and of the host that the exchange in flight is for. Event loop only.
 */
final class ClientTime {
  private final HttpLimits limits;
  private final Deadline deadline;
  private final ReadClock reading = new ReadClock();
  private HttpLimits host;

  ClientTime(HttpLimits limits, Deadline deadline) {
    this.limits = limits;
    this.host = limits;
    this.deadline = deadline;
  }

  /** The limits of the host that the exchange in flight is for. */
  HttpLimits host() {
    return host;
  }

  /** The exchange is for this host. */
  void host(HttpLimits hostLimits) {
    host = hostLimits;
  }

  /** An exchange has begun: nothing is waited for, and its host is not known yet. */
  void exchange() {
    host = limits;
    deadline.clear();
  }

  /** It is not the client who is waited for. */
  void none() {
    deadline.clear();
  }

  /** A TLS handshake is waited for. */
  void handshake() {
    deadline.in(limits.timeout(), System.nanoTime());
  }

  /** What the client has said is looked at, which is not its time. */
  void rest() {
    deadline.rest(System.nanoTime());
  }

  /** It is the client's turn again, for what was left of its time. */
  void goOn() {
    deadline.goOn(System.nanoTime());
  }

  /** A request's head is waited for since {@code start}, of which {@code came} bytes are there. */
  void head(long start, int came) {
    reading.start(limits.reads().header(), start);
    moreOfHead(came);
  }

  /** More of the head has come, and is not all. */
  void moreOfHead(int came) {
    reading.received(came);
    await(limits.timeout());
  }

  /** The connection is idle. */
  void idle() {
    deadline.in(host.keepAliveTimeout(), System.nanoTime());
  }

  /** The body is waited for, for the first time or again. */
  void body(boolean first) {
    Limit limit = host.reads().body();
    if (first) {
      reading.start(limit, System.nanoTime());
    } else {
      reading.resume(System.nanoTime());
    }
    await(host.timeout());
  }

  /** More of the body has come, and is not enough. */
  void moreOfBody(int came) {
    reading.received(came);
    await(host.timeout());
  }

  /** Enough of the body has come for now. */
  void enoughOfBody(int came) {
    reading.received(came);
    reading.pause(System.nanoTime());
  }

  /** The client is to take something: an answer, or a question for its certificate. */
  void taking() {
    deadline.in(host.timeout(), System.nanoTime());
  }

  /** The client is to see the end of the connection. */
  void linger(Duration time) {
    deadline.in(time, System.nanoTime());
  }

  /** Whether what is read has taken longer than {@link ReadTimeouts} allows. */
  boolean isReadPast() {
    return reading.isPast(System.nanoTime());
  }

  private void await(Duration idle) {
    long now = System.nanoTime();
    deadline.at(reading.until(now, idle), now);
  }
}
