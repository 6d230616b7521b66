package bulla.revocation;

import bulla.pki.CertStatus;
import bulla.pki.OcspResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The life of one certificate's staple. Its methods run one at a time; the staple is free. */
final class StapleSlot {
  /** The life of an answer that does not say when newer word comes: httpd's cache timeout. */
  private static final Duration LIFE_WITHOUT_NEXT_UPDATE = Duration.ofHours(1);

  private final StapleOrder order;
  private final @Nullable StapleFiles files;
  private final InstantSource clock;
  private final RenewalTime renewal;
  private final StaplerEvents events;
  private final OcspQuery query;
  private final Staple staple;
  private final AtomicBoolean renewing = new AtomicBoolean();
  private int failures;
  private volatile Instant due;

  StapleSlot(
      StapleOrder order,
      @Nullable StapleFiles files,
      InstantSource clock,
      RenewalTime renewal,
      StaplerEvents events) {
    this.order = order;
    this.files = files;
    this.clock = clock;
    this.renewal = renewal;
    this.events = events;
    this.query = new OcspQuery(order.certificate(), order.issuer(), order.policy());
    this.staple = new Staple(clock);
    this.due = query.hasResponder() ? Instant.MIN : Instant.MAX;
  }

  Staple staple() {
    return staple;
  }

  /** Whether it is time, and nobody is at it; whoever is told so must {@link #renew}. */
  boolean claim() {
    return !clock.instant().isBefore(due) && renewing.compareAndSet(false, true);
  }

  /** Staples what an earlier process kept, if that is still true. */
  synchronized void restore() {
    OcspResponse kept = files == null ? null : files.read(order.certificate());
    if (!query.hasResponder()) {
      events.noResponder(order.certificate());
    }
    if (kept == null) {
      return;
    }
    try {
      OcspQuery.Verified verified = query.verifyKept(kept, clock);
      Instant until = verified.answer().nextUpdate();
      if (verified.answer().status() instanceof CertStatus.Good
          && until != null
          && until.isAfter(clock.instant())) {
        staple.put(kept.der(), until);
        events.restored(order.certificate(), until);
        if (query.hasResponder()) {
          due = renewal.afterSuccess(verified.answer().thisUpdate(), until, clock.instant());
        }
      }
    } catch (OcspException _) {
      // It has ended, or it is another CA's by now: as if nothing had been kept.
    }
  }

  /** Asks the responder; blocks. Only for the one whose {@link #claim} was granted. */
  void renew() {
    try {
      ask();
    } finally {
      renewing.set(false);
    }
  }

  private synchronized void ask() {
    try {
      OcspQuery.Verified verified = query.ask(clock);
      byte[] response = verified.response().der();
      if (response.length > Stapler.LIMIT) {
        throw new OcspException(new OcspFailure.TooLarge(responder(), Stapler.LIMIT));
      }
      take(verified, response);
    } catch (OcspException e) {
      failed();
      events.failed(order.certificate(), e.failure());
    }
  }

  private void take(OcspQuery.Verified verified, byte[] response) {
    CertStatus status = verified.answer().status();
    if (!(status instanceof CertStatus.Good)) {
      failed();
      if (status instanceof CertStatus.Revoked) {
        forget();
      }
      events.notGood(order.certificate(), status);
      return;
    }
    Instant now = clock.instant();
    Instant next = verified.answer().nextUpdate();
    Instant until = next == null ? now.plus(LIFE_WITHOUT_NEXT_UPDATE) : next;
    failures = 0;
    due = renewal.afterSuccess(verified.answer().thisUpdate(), until, now);
    staple.put(response, until);
    events.renewed(order.certificate(), until);
    keep(response);
  }

  private void failed() {
    failures++;
    due = renewal.afterFailure(failures, clock.instant());
  }

  private void keep(byte[] response) {
    if (files != null) {
      try {
        files.write(order.certificate(), response);
      } catch (IOException e) {
        events.notKept(order.certificate(), files.file(order.certificate()), e);
      }
    }
  }

  private void forget() {
    staple.clear();
    if (files != null) {
      try {
        files.delete(order.certificate());
      } catch (IOException e) {
        events.notKept(order.certificate(), files.file(order.certificate()), e);
      }
    }
  }

  private String responder() {
    String url = order.policy().responderOf(order.certificate());
    return HttpUrl.of(String.valueOf(url)).map(HttpUrl::hostPort).orElse("(none)");
  }
}
