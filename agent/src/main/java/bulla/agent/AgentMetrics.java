package bulla.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What certmgr tells Prometheus. The text is written here because certmgr's counters lack the
 * {@code _total} that Prometheus' libraries insist on. Thread-safe.
 */
public final class AgentMetrics {
  private final Map<String, Series> byManifest = new TreeMap<>();

  /** One manifest's numbers. */
  private static final class Series {
    private @Nullable Instant caEnd;
    private @Nullable Instant certificateEnd;
    private Duration before = Duration.ZERO;
    private long writes;
    private long writeFailures;
    private long requestFailures;
    private @Nullable Instant nextWake;
  }

  synchronized void start(Manifest manifest) {
    Series series = new Series();
    series.before = manifest.before();
    byManifest.put(manifest.name(), series);
  }

  synchronized void stop(Manifest manifest) {
    byManifest.remove(manifest.name());
  }

  synchronized void caEnds(Manifest manifest, Instant end) {
    series(manifest).caEnd = end;
  }

  synchronized void certificateEnds(Manifest manifest, Instant end) {
    series(manifest).certificateEnd = end;
  }

  synchronized void written(Manifest manifest) {
    series(manifest).writes++;
  }

  synchronized void writeFailed(Manifest manifest) {
    series(manifest).writeFailures++;
  }

  synchronized void requestFailed(Manifest manifest) {
    series(manifest).requestFailures++;
  }

  synchronized void wakesAt(Manifest manifest, Instant time) {
    series(manifest).nextWake = time;
  }

  /** The text format of Prometheus, version 0.0.4. */
  synchronized String text() {
    StringBuilder text = new StringBuilder();
    head(
        text,
        "certmgr_spec_expire_timestamp",
        "gauge",
        "The unix time for when the given spec and PKI type expires");
    byManifest.forEach(
        (name, series) -> {
          instant(text, "certmgr_spec_expire_timestamp", name, ",type=\"ca\"", series.caEnd);
          instant(
              text, "certmgr_spec_expire_timestamp", name, ",type=\"cert\"", series.certificateEnd);
        });
    family(
        text,
        "certmgr_spec_expire_before_duration_seconds",
        "gauge",
        "How long before the certificate's end it is renewed",
        series -> series.before.toSeconds());
    family(
        text,
        "certmgr_spec_write_count",
        "counter",
        "Times that files were written",
        series -> series.writes);
    family(
        text,
        "certmgr_spec_write_failure_count",
        "counter",
        "Times that writing files or running the action failed",
        series -> series.writeFailures);
    family(
        text,
        "certmgr_spec_request_failure_count",
        "counter",
        "Times that the CA failed us",
        series -> series.requestFailures);
    head(text, "certmgr_spec_spec_next_wake_timestamp", "gauge", "When the spec is checked next");
    byManifest.forEach(
        (name, series) ->
            instant(text, "certmgr_spec_spec_next_wake_timestamp", name, "", series.nextWake));
    return text.toString();
  }

  private Series series(Manifest manifest) {
    return byManifest.computeIfAbsent(manifest.name(), name -> new Series());
  }

  private void family(
      StringBuilder text, String name, String type, String help, Function<Series, Long> value) {
    head(text, name, type, help);
    byManifest.forEach((manifest, series) -> sample(text, name, manifest, "", value.apply(series)));
  }

  private static void head(StringBuilder text, String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static void instant(
      StringBuilder text, String name, String manifest, String labels, @Nullable Instant value) {
    if (value != null) {
      sample(text, name, manifest, labels, value.getEpochSecond());
    }
  }

  private static void sample(
      StringBuilder text, String name, String manifest, String labels, long value) {
    String escaped = manifest.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    text.append(name).append("{name=\"").append(escaped).append('"').append(labels);
    text.append("} ").append(value).append('\n');
  }
}
