package bulla.revocation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Leaves responders in peace that do not answer in time: who asks one of them is told so at once,
 * but for one now and then who finds out whether it has recovered. So a responder that hangs costs
 * one time limit, and not one for each client; those who wait for their turn with it meanwhile are
 * told with the first. A failure that takes no time opens nothing.
 *
 * <p>Thread-safe.
 */
final class Circuits {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  /** More responders are not remembered: their names come from clients' certificates. */
  private static final int MOST = 1000;

  private final InstantSource clock;
  private final Waiting waiting;
  private final ResponderPlaces places = new ResponderPlaces();
  private final Map<String, Open> open = new ConcurrentHashMap<>();

  /**
   * Knows no responder yet.
   *
   * @param waiting how callers wait for their turn and for the answer
   */
  Circuits(InstantSource clock, Waiting waiting) {
    this.clock = clock;
    this.waiting = waiting;
  }

  /** A responder that did not answer, and until when it is not asked. */
  private record Open(OcspFailure why, int failures, Instant until) {}

  /** What goes to a responder. */
  @FunctionalInterface
  interface Exchange<T> {
    T make() throws OcspException;
  }

  /**
   * Asks a responder unless it is left in peace.
   *
   * @param step how long each step of the exchange may take
   * @throws OcspException what the exchange throws, or has thrown when it was made last
   */
  <T> T through(String responder, Duration step, Exchange<T> exchange) throws OcspException {
    Open before = open.get(responder);
    if (before != null && clock.instant().isBefore(before.until())) {
      throw new OcspException(before.why());
    }
    Outcome<T> outcome =
        waiting.during(
            () ->
                Outcome.of(
                    () -> places.in(responder, step, () -> inTurn(responder, step, exchange))));
    return outcome.answer();
  }

  /** What came of an exchange: an answer, or else a failure. */
  private record Outcome<T>(Optional<T> found, Optional<OcspException> failure) {
    static <T> Outcome<T> of(Exchange<T> exchange) {
      try {
        return new Outcome<>(Optional.of(exchange.make()), Optional.empty());
      } catch (OcspException e) {
        return new Outcome<>(Optional.empty(), Optional.of(e));
      }
    }

    T answer() throws OcspException {
      if (failure.isPresent()) {
        throw failure.get();
      }
      return found.orElseThrow();
    }
  }

  /** Looks again: who was there first may have found out meanwhile that it hangs. */
  private <T> T inTurn(String responder, Duration step, Exchange<T> exchange) throws OcspException {
    Open before = open.get(responder);
    Open held = before == null ? null : hold(responder, before, step);
    try {
      T answer = exchange.make();
      open.remove(responder);
      return answer;
    } catch (OcspException e) {
      if (tookItsTime(e.failure())) {
        late(responder, e.failure(), held);
      } else {
        open.remove(responder);
      }
      throw e;
    }
  }

  /** The responders that are left in peace, {@code host:port}. */
  Set<String> open() {
    return Set.copyOf(open.keySet());
  }

  /** Takes it upon itself to ask, and keeps others from it for as long as one step may take. */
  private Open hold(String responder, Open before, Duration step) throws OcspException {
    Instant now = clock.instant();
    Open held = new Open(before.why(), before.failures(), now.plus(step));
    if (now.isBefore(before.until()) || !open.replace(responder, before, held)) {
      throw new OcspException(before.why());
    }
    return held;
  }

  /** Of those who wait at the same time only one counts. */
  private void late(String responder, OcspFailure why, @Nullable Open held) {
    if (open.size() >= MOST && !open.containsKey(responder)) {
      return;
    }
    open.compute(
        responder,
        (_, now) -> {
          if (now != null && !now.equals(held)) {
            return now;
          }
          int failures = now == null ? 1 : now.failures() + 1;
          return new Open(why, failures, clock.instant().plus(pause(failures)));
        });
  }

  private static boolean tookItsTime(OcspFailure failure) {
    return failure instanceof OcspFailure.TimedOut
        || (failure instanceof OcspFailure.CannotConnect connect
            && connect.errno() == PlainHttp.TIME_UP);
  }

  /** Doubles with each failure. */
  private static Duration pause(int failures) {
    Duration doubled = SHORTEST.multipliedBy(1L << Math.min(failures - 1, 10));
    return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
  }
}
