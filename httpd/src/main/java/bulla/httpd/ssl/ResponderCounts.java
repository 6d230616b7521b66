package bulla.httpd.ssl;

import bulla.revocation.OcspFailure;
import bulla.revocation.ResponderEvents;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** How long OCSP responders take, and how they fail. Thread-safe. */
final class ResponderCounts implements ResponderEvents {
  private final PlaceLabels asked = new PlaceLabels();
  private final PlaceLabels refused = new PlaceLabels();
  private final Histogram durations =
      Histogram.builder()
          .name("bulla_ocsp_request_duration_seconds")
          .help("Time that OCSP responders took, answers and failures alike.")
          .labelNames("responder")
          .classicOnly()
          .classicUpperBounds(.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30)
          .withoutExemplars()
          .build();
  private final Counter failures =
      SslMetrics.counter(
          "bulla_ocsp_request_failures_total",
          "OCSP requests without an answer that can be believed, by what was wrong.",
          "responder",
          "kind");

  private final Counter notAllowed =
      SslMetrics.counter(
          "bulla_ocsp_request_not_allowed_total",
          "OCSP requests that were not made because BullaRevocationAllow does not cover the"
              + " responder.",
          "responder");

  @Override
  public void asked(String url, Duration took) {
    durations.labelValues(asked.of(url)).observe(took.toNanos() / 1e9);
  }

  @Override
  public void notAllowed(String url) {
    notAllowed.labelValues(refused.of(url)).inc();
  }

  @Override
  public void failedUs(String url, OcspFailure why) {
    failures.labelValues(asked.of(url), kind(why)).inc();
  }

  List<MetricSnapshot> collect() {
    return List.of(durations.collect(), failures.collect(), notAllowed.collect());
  }

  /**
   * Which responders are left in peace.
   *
   * @param hanging {@code host:port}
   */
  GaugeSnapshot circuits(Set<String> hanging) {
    Gauge circuits =
        new Gauge(
            "bulla_ocsp_circuit_open",
            "1 while a responder that hangs is asked for clients' certificates now and then only.");
    for (String url : asked.known()) {
      boolean open = hanging.stream().anyMatch(each -> url.startsWith("http://" + each + "/"));
      circuits.put(open ? 1 : 0, Labels.of("responder", url));
    }
    return circuits.snapshot();
  }

  /** A failure's name among label values. */
  static String kind(OcspFailure failure) {
    return switch (failure) {
      case OcspFailure.BadUrl _ -> "bad_url";
      case OcspFailure.NotAllowed _ -> "not_allowed";
      case OcspFailure.NoAddress _ -> "no_address";
      case OcspFailure.CannotConnect _ -> "cannot_connect";
      case OcspFailure.TimedOut _ -> "timed_out";
      case OcspFailure.Broken _ -> "broken";
      case OcspFailure.BadStatus _ -> "bad_status";
      case OcspFailure.TooManyHeaders _ -> "too_many_headers";
      case OcspFailure.TooLarge _ -> "too_large";
      case OcspFailure.Undecodable _ -> "undecodable";
      case OcspFailure.NotSuccessful _ -> "not_successful";
      case OcspFailure.NotBasic _ -> "not_basic";
      case OcspFailure.BadNonce _ -> "bad_nonce";
      case OcspFailure.BadSignature _ -> "bad_signature";
      case OcspFailure.OtherCertificate _ -> "other_certificate";
      case OcspFailure.NotFresh _ -> "not_fresh";
    };
  }
}
