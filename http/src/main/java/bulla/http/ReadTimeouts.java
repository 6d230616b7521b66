package bulla.http;

import java.time.Duration;

/**
 * How long a client may take to send the parts of what is read from it, so that nobody keeps a
 * connection busy with a byte now and then (httpd's mod_reqtimeout).
 *
 * @param handshake from the connection's begin to the end of the TLS handshake
 * @param header from a request's first byte, of the first request from the begin, to its head's end
 * @param body the time in which a body is waited for
 */
public record ReadTimeouts(Limit handshake, Limit header, Limit body) {
  /** mod_reqtimeout's defaults. */
  public static final ReadTimeouts DEFAULT =
      new ReadTimeouts(
          Limit.OFF,
          new Limit(Duration.ofSeconds(20), Duration.ofSeconds(40), 500),
          new Limit(Duration.ofSeconds(20), Duration.ZERO, 500));

  /** No limits. */
  public static final ReadTimeouts OFF = new ReadTimeouts(Limit.OFF, Limit.OFF, Limit.OFF);

  /**
   * The time for one part.
   *
   * @param timeout at first; zero for no limit
   * @param longest what it may grow to; zero for no end
   * @param minRate bytes that add a second to it; 0 for none
   */
  public record Limit(Duration timeout, Duration longest, int minRate) {
    /** No limit. */
    public static final Limit OFF = new Limit(Duration.ZERO, Duration.ZERO, 0);

    /** A time that does not grow. */
    public static Limit of(Duration timeout) {
      return new Limit(timeout, Duration.ZERO, 0);
    }

    /** Whether there is a limit. */
    public boolean isOn() {
      return timeout.isPositive();
    }
  }

  /** The parts. */
  public enum Part {
    /** The TLS handshake. */
    HANDSHAKE,
    /** A request's head. */
    HEADER,
    /** A request's body. */
    BODY
  }

  /** The limit of a part. */
  public Limit of(Part part) {
    return switch (part) {
      case HANDSHAKE -> handshake;
      case HEADER -> header;
      case BODY -> body;
    };
  }
}
