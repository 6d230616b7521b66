package bulla.http;

import java.util.concurrent.TimeUnit;

/**
 * What a client may ask of a connection without getting on: resets, PINGs, SETTINGS, empty frames
 * and the like cost us work and the client nothing (CVE-2019-9511 to 9518, CVE-2023-44487,
 * CVE-2025-8671). Each has a price; the purse fills with time and with content that is sent.
 */
final class Http2Budget {
  /** A browser that leaves a page resets all of its streams at once, and may do so repeatedly. */
  private static final int MOST = 1000;

  private static final int PER_SECOND = 100;

  private static final long NANOS_EACH = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;

  private int left = MOST;
  private long filledNanos;

  Http2Budget(long now) {
    filledNanos = now;
  }

  /**
   * Pays.
   *
   * @param now a {@link System#nanoTime}
   * @return whether there was enough
   */
  boolean spend(int price, long now) {
    if (left < price) {
      fill(now);
    }
    left -= price;
    return left >= 0;
  }

  /** Something was got on with. */
  void earn(int amount) {
    left = Math.min(MOST, left + amount);
  }

  private void fill(long now) {
    long earned = (now - filledNanos) / NANOS_EACH;
    left = (int) Math.min(MOST, left + earned);
    // The rest of a step counts for the next one.
    filledNanos += earned * NANOS_EACH;
  }
}
