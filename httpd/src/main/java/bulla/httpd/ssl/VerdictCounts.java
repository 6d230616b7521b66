package bulla.httpd.ssl;

import bulla.revocation.CrlVerdict;
import bulla.revocation.ExchangeEvents;
import bulla.revocation.OcspEvents;
import bulla.revocation.OcspEvidence;
import bulla.revocation.Verdict;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Locale;

/** Verdicts on clients' certificates, by where they came from. Thread-safe. */
final class VerdictCounts implements OcspEvents, ExchangeForwarding {
  private final ExchangeEvents responders;
  private final Counter verdicts =
      SslMetrics.counter(
          "bulla_revocation_verdicts_total",
          "Verdicts on clients' certificates: from a responder (ocsp), kept from before (kept), the"
              + " last good answer in a responder's absence, out of memory (last_good) or by an"
              + " earlier process (disk), a CRL (crl), or accepted"
              + " without one by BullaRevocationPolicy (policy).",
          "source",
          "result");
  private final Counter hits =
      SslMetrics.counter(
          "bulla_ocsp_cache_hits_total", "Verdicts that were at hand, no responder being asked.");
  private final Counter misses =
      SslMetrics.counter(
          "bulla_ocsp_cache_misses_total", "Verdicts that a responder was to be asked for.");
  private final Counter evictions =
      SslMetrics.counter(
          "bulla_ocsp_cache_evictions_total", "Verdicts that had to make room for others.");

  /**
   * Counts from zero.
   *
   * @param responders is told of exchanges
   */
  VerdictCounts(ExchangeEvents responders) {
    this.responders = responders;
  }

  @Override
  public void verdict(Source source, Verdict verdict) {
    verdicts.labelValues(label(source, verdict), result(verdict)).inc();
    if (!(verdict instanceof Verdict.NoResponder)) {
      (source == Source.KEPT ? hits : misses).inc();
    }
  }

  private static String label(Source source, Verdict verdict) {
    boolean fromDisk =
        verdict.consulted().stream()
            .anyMatch(each -> each.failure() == null && each.source() == OcspEvidence.Source.DISK);
    return source == Source.LAST_GOOD && fromDisk ? "disk" : source.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void evicted() {
    evictions.inc();
  }

  /** What CRLs have told of a certificate. */
  void listed(CrlVerdict verdict) {
    String result =
        switch (verdict) {
          case CrlVerdict.Good _ -> "good";
          case CrlVerdict.Revoked _ -> "revoked";
          case CrlVerdict.Undetermined _ -> "unavailable";
        };
    verdicts.labelValues("crl", result).inc();
  }

  /** A client was let in although nobody knows whether its certificate is revoked. */
  void forgiven() {
    verdicts.labelValues("policy", "accepted").inc();
  }

  @Override
  public ExchangeEvents exchanges() {
    return responders;
  }

  private static String result(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Good _ -> "good";
      case Verdict.Revoked _ -> "revoked";
      case Verdict.Unknown _ -> "unknown";
      case Verdict.NoResponder _ -> "no_responder";
      case Verdict.Unavailable _ -> "unavailable";
    };
  }

  List<MetricSnapshot> collect() {
    return List.of(verdicts.collect(), hits.collect(), misses.collect(), evictions.collect());
  }
}
