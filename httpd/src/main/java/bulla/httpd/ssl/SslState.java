package bulla.httpd.ssl;

import bulla.pki.Certificate;
import bulla.pki.CrlIndex;
import bulla.revocation.CrlInForce;
import bulla.revocation.Staple;
import bulla.tls.TlsLibrary;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How things stand in one generation: its staples, its CRLs, what it knows of clients. */
record SslState(SslHosts hosts, Certification certification, SslMetrics metrics, Instant now) {
  /** More staples are not told of one by one; those that end first, or are not there, are. */
  private static final int MOST = 1_000;

  List<MetricSnapshot> collect() {
    return Stream.of(staples(), certificates(), lists(), verdicts(), contexts())
        .flatMap(List::stream)
        .toList();
  }

  /** A certificate that is to be stapled. */
  private record Stapled(
      SslHost host,
      Certificate certificate,
      Staple.@Nullable Times times,
      StapleCounts.OfCertificate counts) {
    /** Costs a digest: of those alone that are shown. */
    Labels labels() {
      return SslState.labels(host, certificate);
    }

    Instant until() {
      return times == null ? Instant.MIN : times.until();
    }
  }

  private List<MetricSnapshot> staples() {
    List<Stapled> all =
        hosts.all().stream()
            .flatMap(this::stapled)
            .filter(each -> !each.counts().withoutResponder)
            .sorted(Comparator.comparing(Stapled::until))
            .toList();
    Gauge wanted = new Gauge("bulla_staples_wanted", "Certificates that are to be stapled.");
    wanted.put(all.size(), Labels.EMPTY);
    Gauge missing = new Gauge("bulla_staples_missing", "Certificates that have no staple now.");
    missing.put(all.stream().filter(each -> each.times() == null).count(), Labels.EMPTY);
    Gauge age = new Gauge("bulla_staple_age_seconds", "Time since the staple's thisUpdate.");
    Gauge until =
        new Gauge(
            "bulla_staple_until_timestamp_seconds", "When the staple must not be used any more.");
    Gauge present = new Gauge("bulla_staple_present", "1 if there is a staple, else 0.");
    Gauge revoked =
        new Gauge("bulla_staple_revoked", "1 if the responder calls the certificate revoked.");
    Gauge failure =
        new Gauge(
            "bulla_staple_last_failure_timestamp_seconds",
            "When no good answer came last, and what was wrong.");
    List<Stapled> shown = all.stream().limit(MOST).toList();
    for (Stapled each : shown) {
      Staple.Times times = each.times();
      Labels labels = each.labels();
      present.put(times == null ? 0 : 1, labels);
      revoked.put(each.counts().revoked ? 1 : 0, labels);
      if (times != null) {
        age.put(Duration.between(times.thisUpdate(), now).toMillis() / 1e3, labels);
        until.put(times.until(), labels);
      }
      StapleCounts.Failure last = each.counts().lastFailure;
      if (last != null) {
        failure.put(last.at(), labels.merge(Labels.of("kind", last.kind())));
      }
    }
    return List.of(
        wanted.snapshot(),
        missing.snapshot(),
        age.snapshot(),
        until.snapshot(),
        present.snapshot(),
        revoked.snapshot(),
        failure.snapshot(),
        counter(
            "bulla_staple_fetches",
            "Good answers that were fetched to be stapled.",
            shown,
            counts -> counts.fetched.sum()),
        counter(
            "bulla_staple_failures",
            "Times that no good answer came from a responder.",
            shown,
            counts -> counts.failed.sum()),
        counter(
            "bulla_staple_served_without",
            "Handshakes of clients who asked for a staple and got none.",
            shown,
            counts -> counts.servedWithout.sum()));
  }

  private Stream<Stapled> stapled(SslHost host) {
    return host.certificates().stream()
        .filter(each -> Stapling.staples(host.host(), each))
        .map(each -> stapled(host, each));
  }

  private Stapled stapled(SslHost host, Certificate certificate) {
    Staple staple = certification.stapling().staple(certificate);
    return new Stapled(
        host,
        certificate,
        staple == null ? null : staple.times(),
        metrics.staples().of(certificate));
  }

  private static MetricSnapshot counter(
      String name,
      String help,
      List<Stapled> all,
      Function<StapleCounts.OfCertificate, Long> value) {
    CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
    all.stream()
        .distinct()
        .forEach(
            each ->
                counter.dataPoint(
                    CounterDataPointSnapshot.builder()
                        .labels(each.labels())
                        .value((double) value.apply(each.counts()))
                        .build()));
    return counter.build();
  }

  private List<MetricSnapshot> certificates() {
    Gauge end =
        new Gauge("bulla_certificate_not_after_timestamp_seconds", "When a certificate ends.");
    hosts.all().stream()
        .flatMap(host -> host.certificates().stream().map(each -> new Ending(host, each)))
        .sorted(Comparator.comparing(each -> each.certificate().notAfter()))
        .limit(MOST)
        .forEach(
            each ->
                end.put(each.certificate().notAfter(), labels(each.host(), each.certificate())));
    return List.of(end.snapshot());
  }

  private record Ending(SslHost host, Certificate certificate) {}

  private List<MetricSnapshot> lists() {
    Gauge number = new Gauge("bulla_crl_number", "A CRL's number (RFC 5280 5.2.3).");
    Gauge entries = new Gauge("bulla_crl_entries", "Certificates on a CRL.");
    Gauge begin = new Gauge("bulla_crl_this_update_timestamp_seconds", "A CRL's thisUpdate.");
    Gauge end =
        new Gauge(
            "bulla_crl_next_update_timestamp_seconds", "When a CRL must not be used any more.");
    for (CrlInForce each : certification.listsInForce()) {
      CrlIndex list = each.list();
      Labels labels =
          Labels.of(
              "place",
              each.place(),
              "issuer",
              list.issuer().rfc2253Ascii(),
              "type",
              list.baseNumber() == null ? "complete" : "delta");
      if (list.number() != null) {
        number.put(list.number().doubleValue(), labels);
      }
      if (list.nextUpdate() != null) {
        end.put(list.nextUpdate(), labels);
      }
      begin.put(list.thisUpdate(), labels);
      entries.put(list.count(), labels);
    }
    return List.of(number.snapshot(), entries.snapshot(), begin.snapshot(), end.snapshot());
  }

  private List<MetricSnapshot> verdicts() {
    return List.of(
        new Gauge("bulla_ocsp_cache_entries", "Verdicts on clients' certificates that are kept.")
            .put(certification.keptVerdicts(), Labels.EMPTY)
            .snapshot(),
        circuits());
  }

  private MetricSnapshot circuits() {
    Gauge circuits =
        new Gauge(
            "bulla_ocsp_circuit_open",
            "1 while a responder that hangs is asked for clients' certificates now and then only.");
    Set<String> hanging = certification.hangingResponders();
    for (String url : metrics.responders().asked()) {
      boolean open = hanging.stream().anyMatch(each -> url.startsWith("http://" + each + "/"));
      circuits.put(open ? 1 : 0, Labels.of("responder", url));
    }
    return circuits.snapshot();
  }

  private static List<MetricSnapshot> contexts() {
    return List.of(
        new Gauge(
                "bulla_tls_contexts",
                "SSL_CTXs of the process, those of earlier generations that connections still use"
                    + " as well.")
            .put(TlsLibrary.liveContexts(), Labels.EMPTY)
            .snapshot());
  }

  /** A host, and the beginning of its certificate's SHA-256. */
  private static Labels labels(SslHost host, Certificate certificate) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.der());
      return Labels.of("host", host.id(), "certificate", HexFormat.of().formatHex(digest, 0, 8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
