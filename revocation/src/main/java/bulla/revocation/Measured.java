package bulla.revocation;

import java.time.Duration;

/** Tells of exchanges over HTTP: how long they took and how they failed. */
final class Measured {
  private Measured() {}

  /** Makes an exchange with {@code url} and tells of it. */
  static <T> T exchange(HttpUrl url, ExchangeEvents events, Circuits.Exchange<T> exchange)
      throws OcspException {
    long before = System.nanoTime();
    try {
      T answer = exchange.make();
      events.asked(url.text(), since(before));
      return answer;
    } catch (OcspException e) {
      if (e.failure() instanceof OcspFailure.NotAllowed) {
        events.notAllowed(url.text());
      } else {
        events.asked(url.text(), since(before));
        events.failedUs(url.text(), e.failure());
      }
      throw e;
    }
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }
}
