package bulla.httpd.ssl;

import bulla.revocation.ExchangeEvents;
import bulla.revocation.OcspFailure;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How long those who are asked over HTTP take, how they fail, and who of them must not be asked.
 * Thread-safe.
 */
final class ExchangeCounts implements ExchangeEvents {
  private final PlaceLabels asked = new PlaceLabels();
  private final PlaceLabels refused = new PlaceLabels();
  private final Histogram durations;
  private final Counter failures;
  private final Counter notAllowed;

  /**
   * Counts from zero.
   *
   * @param name what the measurements' names begin with
   * @param label of the URL
   * @param exchanges what is measured, in words
   */
  ExchangeCounts(String name, String label, String exchanges) {
    durations =
        Histogram.builder()
            .name(name + "_duration_seconds")
            .help("Time of " + exchanges + ", answers and failures alike.")
            .labelNames(label)
            .classicOnly()
            .classicUpperBounds(.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30)
            .withoutExemplars()
            .build();
    failures =
        SslMetrics.counter(
            name + "_failures_total",
            "Number of " + exchanges + " without an answer of use, by what was wrong.",
            label,
            "kind");
    notAllowed =
        SslMetrics.counter(
            name + "_not_allowed_total",
            "Number of "
                + exchanges
                + " that were not made because BullaRevocationAllow does not cover the place.",
            label);
  }

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

  /** Who was asked, as far as they have a label of their own. */
  Set<String> asked() {
    return asked.known();
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
