package bulla.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** A clock that stands still until it is told to go. For any thread. */
public final class SettableClock implements InstantSource {
  private volatile Instant now;

  /** A clock that stands at {@code start}. */
  public SettableClock(Instant start) {
    now = start;
  }

  /** A clock that stands at this moment, cut to the second as certificates have it. */
  public static SettableClock atPresent() {
    return new SettableClock(Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }

  @Override
  public Instant instant() {
    return now;
  }

  /** Moves the hands. */
  public synchronized void set(Instant instant) {
    now = instant;
  }

  /** Moves the hands on, or back. */
  public synchronized void advance(Duration by) {
    now = now.plus(by);
  }
}
