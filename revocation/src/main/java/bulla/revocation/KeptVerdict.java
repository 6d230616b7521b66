package bulla.revocation;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

/** A verdict, until when it is believed, and when to ask for the next one. Thread-safe. */
final class KeptVerdict {
  /** What lives shorter is asked for when it has ended. */
  private static final Duration WORTH_RENEWING = Duration.ofMinutes(1);

  /** How soon a responder is asked again that did not answer while the verdict was good. */
  private static final Duration PAUSE = Duration.ofSeconds(30);

  private final Verdict verdict;
  private final Instant until;
  private final Instant renewFrom;
  private final AtomicBoolean renewing = new AtomicBoolean();

  private KeptVerdict(Verdict verdict, Instant until, Instant renewFrom) {
    this.verdict = verdict;
    this.until = until;
    this.renewFrom = renewFrom;
  }

  /** A verdict that has just been found out. A good one is asked for anew at half of its life. */
  static KeptVerdict found(Verdict verdict, Instant now, Instant until) {
    Duration life = Duration.between(now, until);
    boolean renewed = verdict.good() && life.compareTo(WORTH_RENEWING) > 0;
    return new KeptVerdict(
        verdict.kept(), until, renewed ? now.plus(life.dividedBy(2)) : Instant.MAX);
  }

  /** The same when no newer one could be had. */
  KeptVerdict afterFailure(Instant now) {
    return new KeptVerdict(verdict, until, now.plus(PAUSE));
  }

  Verdict verdict() {
    return verdict;
  }

  boolean isFreshAt(Instant now) {
    return now.isBefore(until);
  }

  /** Whether it is time for a newer one; true for one caller alone, who must see to it. */
  boolean claimRenewal(Instant now) {
    return !now.isBefore(renewFrom) && renewing.compareAndSet(false, true);
  }
}
