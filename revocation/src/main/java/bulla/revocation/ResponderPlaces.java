package bulla.revocation;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many questions about clients a responder has at a time: a storm of new clients must not crush
 * it. Who comes later waits for its turn. Thread-safe.
 */
final class ResponderPlaces {
  /**
   * Five hundred clients that come at one moment are answered in one round. An httpd, which asks
   * from each of its threads, asks 400 questions at a time.
   */
  static final int AT_ONCE = 512;

  private final Map<String, Places> responders = new ConcurrentHashMap<>();

  /**
   * Asks when it is its turn.
   *
   * @param longest how long it may wait for that
   * @throws OcspException what the exchange throws, or {@code TimedOut} if its turn does not come
   */
  <T> T in(String responder, Duration longest, Circuits.Exchange<T> exchange) throws OcspException {
    Places places = enter(responder);
    try {
      if (!places.free.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new OcspException(new OcspFailure.TimedOut(responder));
      }
      try {
        return exchange.make();
      } finally {
        places.free.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OcspException(new OcspFailure.Broken(responder, "interrupted"));
    } finally {
      leave(responder);
    }
  }

  /** Of how many responders it knows. */
  int size() {
    return responders.size();
  }

  private Places enter(String responder) {
    return responders.compute(
        responder,
        (_, known) -> {
          Places places = known == null ? new Places() : known;
          places.users++;
          return places;
        });
  }

  private void leave(String responder) {
    responders.computeIfPresent(responder, (_, places) -> --places.users == 0 ? null : places);
  }

  /** One responder's. */
  private static final class Places {
    private final Semaphore free = new Semaphore(AT_ONCE, true);

    /** Those who ask and those who wait; changed within the map's compute alone. */
    private int users;
  }
}
