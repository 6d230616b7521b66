package bulla.httpd.metrics;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Measurements in text: OpenMetrics 1.0.0 for who accepts it, Prometheus' format 0.0.4 for all
 * others.
 *
 * @param type the media type
 */
record Exposition(String type, byte[] text) {

  /**
   * Measures.
   *
   * @param accept the Accept field (RFC 9110 12.5.1); null if there is none
   */
  static Exposition of(List<MultiCollector> modules, Machine machine, @Nullable String accept) {
    ExpositionFormatWriter openMetrics = OpenMetricsTextFormatWriter.create();
    ExpositionFormatWriter writer =
        openMetrics.accepts(accept) ? openMetrics : PrometheusTextFormatWriter.create();
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    modules.forEach(module -> module.collect().forEach(all::metricSnapshot));
    machine.collect().forEach(all::metricSnapshot);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      writer.write(text, all.build());
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return new Exposition(writer.getContentType(), text.toByteArray());
  }
}
