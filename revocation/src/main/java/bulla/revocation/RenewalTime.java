package bulla.revocation;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** When a staple is asked for again: never all at once, never in haste, never too late. */
record RenewalTime(RandomGenerator random) {
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_RETRY = Duration.ofMinutes(5);
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final double JITTER = 0.1;

  /**
   * After success: at half of the answer's life. A responder may give an answer that is past that
   * already (CFSSL's are made in advance); then at half of what is left of it.
   */
  Instant afterSuccess(Instant thisUpdate, Instant until, Instant now) {
    Instant half = thisUpdate.plus(Duration.between(thisUpdate, until).dividedBy(2));
    Duration wait =
        half.isAfter(now) ? Duration.between(now, half) : Duration.between(now, until).dividedBy(2);
    return now.plus(longer(SHORTEST, jittered(wait)));
  }

  /** After the n-th failure in a row, counted from 1: 1, 2, 4 ... seconds, up to five minutes. */
  Instant afterFailure(int failures, Instant now) {
    Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, 20));
    return now.plus(jittered(wait.compareTo(LAST_RETRY) < 0 ? wait : LAST_RETRY));
  }

  /** Up to a tenth earlier, so that servers started together do not ask together. */
  private Duration jittered(Duration wait) {
    return wait.minusMillis((long) (wait.toMillis() * JITTER * random.nextDouble()));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
