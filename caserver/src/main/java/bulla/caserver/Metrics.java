package bulla.caserver;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** multirootca's counters, in Prometheus' text format 0.0.4. */
final class Metrics {
  static final String SIGN = "sign";
  static final String INFO = "info";

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter requests =
      Counter.builder()
          .name("requests_total")
          .help("How many requests for each operation type and signer were successful.")
          .labelNames("operation", "signer")
          .register(registry);
  private final Counter failures =
      Counter.builder()
          .name("requests_errored_total")
          .help("How many requests for each operation type resulted in an error.")
          .labelNames("operation", "signer")
          .register(registry);
  private final Counter badInputs =
      Counter.builder()
          .name("bad_inputs_total")
          .help("How many times the input was malformed or invalid.")
          .labelNames("operation")
          .register(registry);

  /** Counts a request; signers that clients made up must not become series: they are empty. */
  void request(String operation, String signer) {
    requests.labelValues(operation, signer).inc();
  }

  void failure(String operation, String signer) {
    failures.labelValues(operation, signer).inc();
  }

  void badInput(String operation) {
    badInputs.labelValues(operation).inc();
  }

  String text() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(out, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
