package bulla.httpd.ssl;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.Unit;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** A gauge's values at one moment; a second value for the same labels is not taken. */
final class Gauge {
  private final String name;
  private final String help;
  private final Map<Labels, Double> values = new LinkedHashMap<>();

  Gauge(String name, String help) {
    this.name = name;
    this.help = help;
  }

  Gauge put(double value, Labels labels) {
    values.putIfAbsent(labels, value);
    return this;
  }

  Gauge put(long value, Labels labels) {
    return put((double) value, labels);
  }

  /** A time, in seconds since the epoch. */
  Gauge put(Instant time, Labels labels) {
    return put(time.toEpochMilli() / 1e3, labels);
  }

  GaugeSnapshot snapshot() {
    GaugeSnapshot.Builder snapshot = GaugeSnapshot.builder().name(name).help(help);
    if (name.endsWith("_seconds")) {
      snapshot.unit(Unit.SECONDS);
    }
    values.forEach(
        (labels, value) ->
            snapshot.dataPoint(
                GaugeDataPointSnapshot.builder().labels(labels).value(value).build()));
    return snapshot.build();
  }
}
