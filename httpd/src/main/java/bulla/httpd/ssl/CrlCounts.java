package bulla.httpd.ssl;

import bulla.pki.CrlIndex;
import bulla.revocation.CrlEvents;
import bulla.revocation.CrlFailure;
import bulla.revocation.ExchangeEvents;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** How CRLs are fetched, and how often they could not be taken. Thread-safe. */
final class CrlCounts {
  /** More places are not counted: their URLs come from clients' certificates. */
  private static final int MOST = 1_000;

  private final ExchangeCounts fetches =
      new ExchangeCounts("bulla_crl_fetch", "place", "fetches of CRLs");
  private final Map<String, Failures> places = new ConcurrentHashMap<>();

  private record Failures(long count, Instant last) {}

  /** Counts what another is told of. */
  CrlEvents before(CrlEvents next, InstantSource clock) {
    return new Counting(next, clock);
  }

  private void failed(String place, Instant now) {
    if (places.containsKey(place) || places.size() < MOST) {
      places.compute(
          place, (_, before) -> new Failures(before == null ? 1 : before.count() + 1, now));
    }
  }

  List<MetricSnapshot> collect() {
    CounterSnapshot.Builder count =
        CounterSnapshot.builder()
            .name("bulla_crl_failures")
            .help("Times that a CRL was not taken, or is of no use as it is.");
    Gauge last =
        new Gauge(
            "bulla_crl_last_failure_timestamp_seconds",
            "When a CRL was last not taken, or found to be of no use.");
    places.forEach(
        (place, failures) -> {
          Labels labels = Labels.of("place", place);
          count.dataPoint(
              CounterDataPointSnapshot.builder()
                  .labels(labels)
                  .value((double) failures.count())
                  .build());
          last.put(failures.last(), labels);
        });
    return Stream.concat(Stream.of(count.build(), last.snapshot()), fetches.collect().stream())
        .toList();
  }

  private final class Counting implements CrlEvents, ExchangeForwarding {
    private final CrlEvents next;
    private final InstantSource clock;

    Counting(CrlEvents next, InstantSource clock) {
      this.next = next;
      this.clock = clock;
    }

    @Override
    public void taken(String place, CrlIndex list) {
      next.taken(place, list);
    }

    @Override
    public void unusable(String place, CrlIndex list, CrlFailure why) {
      failed(place, clock.instant());
      next.unusable(place, list, why);
    }

    @Override
    public void refused(String place, String why) {
      failed(place, clock.instant());
      next.refused(place, why);
    }

    @Override
    public void notKept(String place, Path file, IOException why) {
      next.notKept(place, file, why);
    }

    @Override
    public ExchangeEvents exchanges() {
      return fetches;
    }
  }
}
