package bulla.http;

import java.time.Duration;

/** The time that an HTTP/2 client has for what is waited for now. Event loop only. */
final class Http2Time {
  /** How long a client may take to see the last frame before the connection goes. */
  private static final Duration LINGER = Duration.ofSeconds(2);

  /** How long a client may take to learn that it should open no more streams. */
  private static final Duration NOTICE = Duration.ofSeconds(1);

  /** How often streams that are open are looked at, at least. */
  private static final Duration WATCH = Duration.ofSeconds(2);

  private final HttpLimits limits;
  private final Http2Limits http2;
  private final Deadline deadline;

  Http2Time(HttpLimits limits, Http2Limits http2, Deadline deadline) {
    this.limits = limits;
    this.http2 = http2;
    this.deadline = deadline;
  }

  /** The client's first bytes are waited for. */
  void preface() {
    deadline.in(limits.timeout(), System.nanoTime());
  }

  /** There are no streams. */
  void idle() {
    deadline.in(limits.keepAliveTimeout(), System.nanoTime());
  }

  /** The client is to see that it should open no more streams. */
  void notice() {
    deadline.in(NOTICE, System.nanoTime());
  }

  /** The client is to see the end of the connection. */
  void linger() {
    deadline.in(LINGER, System.nanoTime());
  }

  /** Streams are open, and looked at again before long. */
  void watch() {
    Duration half = http2.streamTimeout().dividedBy(2);
    deadline.in(half.compareTo(WATCH) < 0 ? half : WATCH, System.nanoTime());
  }

  /** Ends the streams on which nothing has moved for too long. */
  void endStalled(Http2Streams streams) {
    long now = System.nanoTime();
    long most = http2.streamTimeout().toNanos();
    for (Http2Stream stream : streams.all()) {
      stream.endStalled(now, most);
    }
  }
}
