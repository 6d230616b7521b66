package bulla.httpd.ssl;

import bulla.httpd.core.ServerContext;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What is counted from the process's beginning on, whatever generation serves. Thread-safe. */
final class SslMetrics {
  private final Counter handshakes =
      Counter.builder()
          .name("bulla_tls_handshakes_total")
          .help("TLS handshakes by how they ended; abandoned ones were left by the client.")
          .labelNames("result")
          .withoutExemplars()
          .build();
  private final Counter unstapled =
      counter(
          "bulla_tls_handshakes_refused_without_staple_total",
          "TLS handshakes refused because the certificate requires a staple and there was none.");
  private final Counter revoked =
      counter(
          "bulla_revoked_connections_closed_total",
          "Open connections ended because the client's certificate was revoked.");
  private final Counter refusals =
      counter(
          "bulla_client_refusals_total",
          "Clients that were refused because of their certificate, by cause.",
          "cause");
  private final Counter dropped =
      counter(
          "bulla_refusal_records_dropped_total",
          "Refusals without a record: because of a limit, or because it could not be written.",
          "reason");
  private final CounterDataPoint droppedByLimit = dropped.labelValues("limit");
  private final CounterDataPoint unwritten = dropped.labelValues("write");
  private final CounterDataPoint completed = handshakes.labelValues("completed");
  private final CounterDataPoint failed = handshakes.labelValues("failed");
  private final CounterDataPoint abandoned = handshakes.labelValues("abandoned");
  private final ExchangeCounts responders =
      new ExchangeCounts("bulla_ocsp_request", "responder", "OCSP requests");
  private final ExchangeCounts issuers =
      new ExchangeCounts("bulla_issuer_fetch", "place", "fetches of issuers' certificates");
  private final VerdictCounts verdicts = new VerdictCounts(responders);
  private final StapleCounts staples = new StapleCounts(responders);
  private final CrlCounts crls = new CrlCounts();

  /** Those of a server's process. */
  static SslMetrics of(ServerContext server) {
    return server.process().part(SslMetrics.class, SslMetrics::new);
  }

  static Counter counter(String name, String help, String... labels) {
    return Counter.builder().name(name).help(help).labelNames(labels).withoutExemplars().build();
  }

  void handshakeCompleted() {
    completed.inc();
  }

  /** A handshake that failed; {@code byClient} if the client has left without a word. */
  void handshakeFailed(boolean byClient) {
    (byClient ? abandoned : failed).inc();
  }

  void handshakeRefusedWithoutStaple() {
    unstapled.inc();
  }

  /** A client was refused because of its certificate. */
  void clientRefused(RefusalCause cause) {
    refusals.labelValues(cause.name().toLowerCase(Locale.ROOT)).inc();
  }

  /** Of a refusal there is no record. */
  void refusalRecordDropped(RefusalWriter.Dropped why) {
    switch (why) {
      case LIMIT -> droppedByLimit.inc();
      case WRITE -> unwritten.inc();
    }
  }

  void revokedConnectionClosed() {
    revoked.inc();
  }

  ExchangeCounts responders() {
    return responders;
  }

  ExchangeCounts issuers() {
    return issuers;
  }

  VerdictCounts verdicts() {
    return verdicts;
  }

  StapleCounts staples() {
    return staples;
  }

  CrlCounts crls() {
    return crls;
  }

  List<MetricSnapshot> collect() {
    return Stream.of(
            Stream.<MetricSnapshot>of(
                handshakes.collect(),
                unstapled.collect(),
                revoked.collect(),
                refusals.collect(),
                dropped.collect()),
            verdicts.collect().stream(),
            responders.collect().stream(),
            issuers.collect().stream(),
            crls.collect().stream())
        .flatMap(each -> each)
        .toList();
  }
}
