package bulla.revocation;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * When something signed is asked for again: never all at once, never in haste, never too late.
 *
 * @param jitter how much earlier than wanted, at most: a part of the wait
 * @param longestPause after a failure
 */
record RenewalTime(
    RandomGenerator random, double jitter, StapleTimes.Renewal renewal, Duration longestPause) {
  private static final Duration LAST_RETRY = Duration.ofMinutes(5);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  /** Enough to keep servers apart that were started together. */
  static final double JITTER = 0.1;

  /** Spreads what was fetched together over half of the time until it is due. */
  static final double JITTER_OF_MANY = 0.5;

  /** At half of its life; five minutes at the most after failures. */
  RenewalTime(RandomGenerator random) {
    this(random, JITTER, new StapleTimes.Renewal.Part(50), LAST_RETRY);
  }

  /**
   * After success: at half of the answer's life, or as the operator says. A responder may give an
   * answer that is past that already (CFSSL's are made in advance); then at half of what is left.
   */
  Instant afterSuccess(Instant thisUpdate, Instant until, Instant now) {
    Instant wanted = until.minus(renewal.of(Duration.between(thisUpdate, until)));
    Duration wait =
        wanted.isAfter(now)
            ? Duration.between(now, wanted)
            : Duration.between(now, until).dividedBy(2);
    return now.plus(longer(SHORTEST, jittered(wait)));
  }

  /** After the n-th failure in a row, counted from 1: 1, 2, 4 ... seconds, up to the longest. */
  Instant afterFailure(int failures, Instant now) {
    Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, 20));
    Duration longest = longer(SHORTEST, longestPause);
    return now.plus(jittered(wait.compareTo(longest) < 0 ? wait : longest));
  }

  /** Somewhat earlier, so that what began together does not stay together. */
  private Duration jittered(Duration wait) {
    return wait.minusMillis((long) (wait.toMillis() * jitter * random.nextDouble()));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
