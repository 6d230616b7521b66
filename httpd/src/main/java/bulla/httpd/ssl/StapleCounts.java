package bulla.httpd.ssl;

import bulla.pki.CertStatus;
import bulla.pki.Certificate;
import bulla.revocation.ExchangeEvents;
import bulla.revocation.OcspFailure;
import bulla.revocation.StaplerEvents;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What has happened to the staples of each certificate. Thread-safe. */
final class StapleCounts {
  private final Map<Certificate, OfCertificate> certificates = new ConcurrentHashMap<>();
  private final ExchangeEvents responders;

  /**
   * Counts from zero.
   *
   * @param responders is told of exchanges
   */
  StapleCounts(ExchangeEvents responders) {
    this.responders = responders;
  }

  /** When and how it was last that no good answer came. */
  record Failure(Instant at, String kind) {}

  /** What has happened to one certificate's staple. */
  static final class OfCertificate {
    final LongAdder fetched = new LongAdder();
    final LongAdder failed = new LongAdder();

    /** Handshakes of clients who wanted a staple and got none. */
    final LongAdder servedWithout = new LongAdder();

    volatile @Nullable Failure lastFailure;
    volatile boolean revoked;

    /** Such a certificate is never stapled, and nothing is wrong with it. */
    volatile boolean withoutResponder;
  }

  OfCertificate of(Certificate certificate) {
    return certificates.computeIfAbsent(certificate, _ -> new OfCertificate());
  }

  /** Forgets all certificates but these. */
  void retain(Collection<Certificate> served) {
    certificates.keySet().retainAll(served);
  }

  /** Counts what another is told of. */
  StaplerEvents before(StaplerEvents next, InstantSource clock) {
    return new Counting(next, clock);
  }

  private final class Counting implements StaplerEvents, ExchangeForwarding {
    private final StaplerEvents next;
    private final InstantSource clock;

    Counting(StaplerEvents next, InstantSource clock) {
      this.next = next;
      this.clock = clock;
    }

    @Override
    public void renewed(Certificate certificate, Instant until) {
      OfCertificate counts = of(certificate);
      counts.fetched.increment();
      counts.revoked = false;
      next.renewed(certificate, until);
    }

    @Override
    public void restored(Certificate certificate, Instant until) {
      of(certificate).revoked = false;
      next.restored(certificate, until);
    }

    @Override
    public void failed(Certificate certificate, OcspFailure why) {
      failed(of(certificate), ExchangeCounts.kind(why));
      next.failed(certificate, why);
    }

    @Override
    public void notGood(Certificate certificate, CertStatus status) {
      OfCertificate counts = of(certificate);
      counts.revoked = status instanceof CertStatus.Revoked;
      failed(counts, counts.revoked ? "revoked" : "unknown");
      next.notGood(certificate, status);
    }

    private void failed(OfCertificate counts, String kind) {
      counts.failed.increment();
      counts.lastFailure = new Failure(clock.instant(), kind);
    }

    @Override
    public void noResponder(Certificate certificate) {
      of(certificate).withoutResponder = true;
      next.noResponder(certificate);
    }

    @Override
    public void notKept(Certificate certificate, String place, IOException why) {
      next.notKept(certificate, place, why);
    }

    @Override
    public ExchangeEvents exchanges() {
      return responders;
    }
  }
}
