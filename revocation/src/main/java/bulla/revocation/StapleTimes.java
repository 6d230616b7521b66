package bulla.revocation;

import java.time.Duration;

/**
 * How staples are kept fresh.
 *
 * @param renewal when a staple is renewed
 * @param withoutNextUpdate how long an answer is used that does not say when newer word comes
 *     (SSLStaplingStandardCacheTimeout)
 * @param longestPause between two questions while there is no good answer, and the life of an error
 *     that is stapled (SSLStaplingErrorCacheTimeout)
 */
public record StapleTimes(Renewal renewal, Duration withoutNextUpdate, Duration longestPause) {

  /** At half of its life; httpd's cache timeouts. */
  public static final StapleTimes DEFAULT =
      new StapleTimes(new Renewal.Part(50), Duration.ofHours(1), Duration.ofMinutes(10));

  /** What is left of a staple's life when it is renewed (MDStaplingRenewWindow). */
  public sealed interface Renewal {
    /** A part of its life, in percent. */
    record Part(int percent) implements Renewal {}

    /** A time. */
    record Time(Duration left) implements Renewal {}

    /** What is to be left of a whole life. */
    default Duration of(Duration life) {
      return switch (this) {
        case Part(int percent) -> life.multipliedBy(percent).dividedBy(100);
        case Time(Duration left) -> left;
      };
    }
  }
}
