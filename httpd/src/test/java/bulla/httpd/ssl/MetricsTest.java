package bulla.httpd.ssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bulla.testkit.CrlMaker;
import bulla.testkit.CrlSite;
import bulla.testkit.Issued;
import bulla.testkit.OcspBehaviour;
import bulla.testkit.RawTlsClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a started server tells Prometheus of staples, verdicts, responders and CRLs. */
class MetricsTest extends AtGateSite {
  private static final String PLACE =
      "<Location /metrics>\nSetHandler bulla-metrics\nRequire local\n</Location>\n";
  private static final String HOST = "lab.carcano.corp:443";

  @Test
  void nobodySeesMeasurementsUnlessTheConfigurationSaysSo() throws Exception {
    site.start();
    assertThat(site.curl("/metrics").output()).contains("404").doesNotContain("bulla_");

    site.server().reload(with("", PLACE.replace("Require local", "Require ip 192.0.2.1")));
    assertThat(site.curl("/metrics").output()).contains("403").doesNotContain("bulla_");

    site.server().reload(with("", PLACE));
    assertThat(site.curl("/metrics").output()).contains("bulla_").endsWith("200");
    assertThat(site.curl("/metrics", "-d", "x").output()).endsWith("405");
  }

  @Test
  void aDirectoryFileCannotGiveMeasurementsAway() throws Exception {
    Files.writeString(root.resolve("www/.htaccess"), "SetHandler bulla-metrics\n");
    site.start(with("", "<Directory " + root + "/www>\nAllowOverride All\n</Directory>\n"));

    assertThat(site.curl("/index.txt").output()).doesNotContain("bulla_").endsWith("500");
    assertThat(site.log("must not be named here"))
        .contains(
            "[core:error]",
            "handler \"bulla-metrics\" must not be named here for: "
                + root
                + "/www/index.txt;"
                + " write SetHandler into the server's configuration");
  }

  @Test
  void theFormatIsThatOfTheAcceptField() throws Exception {
    site.start(with("", PLACE));

    assertThat(site.curl("/metrics", "-i").output())
        .contains("Content-Type: text/plain; version=0.0.4; charset=utf-8")
        .doesNotContain("# EOF");
    assertThat(
            site.curl("/metrics", "-i", "-H", "Accept: application/openmetrics-text;version=1.0.0")
                .output())
        .contains("Content-Type: application/openmetrics-text; version=1.0.0; charset=utf-8")
        .contains("# UNIT bulla_certificate_not_after_timestamp_seconds seconds\n")
        .contains("# EOF\n");
  }

  @Test
  void everyMeasurementHasHelpAndANameByPrometheusConventions() throws Exception {
    site.start(with("SSLUseStapling on\n", PLACE));
    site.curl("/restricted/x.txt", site.with("foo"));
    Samples samples = samples();

    assertThat(samples.helps().keySet()).isEqualTo(samples.types().keySet());
    assertThat(samples.types()).isNotEmpty();
    samples
        .types()
        .forEach(
            (name, type) -> assertThat(name.endsWith("_total")).isEqualTo(type.equals("counter")));
    assertThat(samples.values("jvm_memory_used_bytes", "area", "heap").getFirst()).isPositive();
    assertThat(samples.value("process_resident_memory_bytes")).isPositive();
  }

  @Test
  void aStapleIsToldWithItsAgeAndItsEnd() throws Exception {
    site.start(with("SSLUseStapling on\n", PLACE));
    site.curl("/index.txt", "--cert-status");
    Samples samples = samples();

    assertThat(samples.value("bulla_staple_present", "host", HOST)).isEqualTo(1);
    assertThat(samples.value("bulla_staple_revoked", "host", HOST)).isZero();
    assertThat(samples.value("bulla_staple_age_seconds", "host", HOST)).isBetween(0.0, 600.0);
    assertThat(samples.value("bulla_staple_until_timestamp_seconds", "host", HOST))
        .isGreaterThan(now());
    assertThat(samples.value("bulla_staple_fetches_total", "host", HOST)).isEqualTo(1);
    assertThat(samples.value("bulla_staple_failures_total", "host", HOST)).isZero();
    assertThat(samples.value("bulla_staple_served_without_total", "host", HOST)).isZero();
    assertThat(samples.values("bulla_staple_last_failure_timestamp_seconds")).isEmpty();
    assertThat(samples.value("bulla_staples_wanted")).isEqualTo(1);
    assertThat(samples.value("bulla_staples_missing")).isZero();
    assertThat(samples.values("bulla_certificate_not_after_timestamp_seconds")).hasSize(2);
  }

  @Test
  void aStapleThatCannotBeHadIsToldWithItsErrorAndWhoWentWithoutIt() throws Exception {
    site.responder.behave(new OcspBehaviour.Failure(3));
    site.start(with("SSLUseStapling on\n", PLACE));
    site.curl("/index.txt", "--cert-status");
    Samples samples = samples();

    assertThat(samples.value("bulla_staple_present", "host", HOST)).isZero();
    assertThat(samples.value("bulla_staples_missing")).isEqualTo(1);
    assertThat(samples.value("bulla_staple_failures_total", "host", HOST)).isPositive();
    assertThat(
            samples.value(
                "bulla_staple_last_failure_timestamp_seconds",
                "host",
                HOST,
                "kind",
                "not_successful"))
        .isCloseTo(now(), within(60.0));
    assertThat(samples.value("bulla_staple_served_without_total", "host", HOST)).isEqualTo(1);
    assertThat(
            samples.value(
                "bulla_ocsp_request_failures_total",
                "responder",
                site.responder.url(),
                "kind",
                "not_successful"))
        .isPositive();
  }

  @Test
  void aRevokedCertificateOfOursRaisesItsMeasurement() throws Exception {
    site.responder.behave(new OcspBehaviour.Revoked(Instant.now(), 1));
    site.start(with("SSLUseStapling on\n", PLACE));

    assertThat(samples().value("bulla_staple_revoked", "host", HOST)).isEqualTo(1);
  }

  @Test
  void aCertificateWithoutAResponderIsNotMissingAStaple() throws Exception {
    var plain = site.issuing.issue("lab.carcano.corp").dnsName("lab.carcano.corp").make();
    site.write("server", plain);
    site.start(with("SSLUseStapling on\n", PLACE));
    Samples samples = samples();

    assertThat(samples.value("bulla_staples_wanted")).isZero();
    assertThat(samples.values("bulla_staple_present")).isEmpty();
  }

  @Test
  void verdictsAreCountedByWhereTheyCameFromAndOutliveAReload() throws Exception {
    site.start(with("", PLACE));
    site.curl("/restricted/x.txt", site.with("foo"));
    site.curl("/restricted/x.txt", site.with("foo"));
    Samples samples = samples();

    assertThat(verdicts(samples, "ocsp", "good")).isEqualTo(1);
    assertThat(verdicts(samples, "kept", "good")).isPositive();
    assertThat(samples.value("bulla_ocsp_cache_entries")).isEqualTo(1);
    assertThat(samples.value("bulla_ocsp_cache_misses_total")).isEqualTo(1);
    assertThat(samples.value("bulla_ocsp_cache_hits_total")).isPositive();
    assertThat(samples.value("bulla_ocsp_cache_evictions_total")).isZero();
    String responder = site.responder.url();
    assertThat(samples.value("bulla_ocsp_request_duration_seconds_count", "responder", responder))
        .isEqualTo(1);
    assertThat(samples.value("bulla_ocsp_circuit_open", "responder", responder)).isZero();
    double handshakes = samples.value("bulla_tls_handshakes_total", "result", "completed");
    assertThat(handshakes).isGreaterThanOrEqualTo(2);

    site.server().reload(with("", PLACE));
    Samples after = samples();
    assertThat(verdicts(after, "ocsp", "good")).isEqualTo(1);
    assertThat(after.value("bulla_tls_handshakes_total", "result", "completed"))
        .isGreaterThan(handshakes);
  }

  @Test
  void aResponderThatHangsIsToldAndWhoIsLetInAllTheSame() throws Exception {
    site.responder.behave(new OcspBehaviour.Hang());
    site.start(with("SSLOCSPResponderTimeout 1\nBullaRevocationPolicy soft\n", PLACE));
    assertThat(site.curl("/restricted/x.txt", site.with("foo")).output()).contains("restricted");
    Samples samples = samples();

    String responder = site.responder.url();
    assertThat(samples.value("bulla_ocsp_circuit_open", "responder", responder)).isEqualTo(1);
    assertThat(
            samples.value(
                "bulla_ocsp_request_failures_total", "responder", responder, "kind", "timed_out"))
        .isPositive();
    assertThat(
            samples.value(
                "bulla_ocsp_request_duration_seconds_bucket", "responder", responder, "le", "0.5"))
        .isZero();
    assertThat(verdicts(samples, "ocsp", "unavailable")).isPositive();
    assertThat(verdicts(samples, "policy", "accepted")).isPositive();
  }

  @Test
  void aResponderThatMustNotBeAskedHasNeitherTimesNorFailures() throws Exception {
    site.start(with("SSLUseStapling on\nBullaRevocationAllow none\n", PLACE));
    site.curl("/restricted/x.txt", site.with("foo"));
    Samples samples = samples();

    String responder = site.responder.url();
    assertThat(site.responder.queries()).isZero();
    assertThat(samples.value("bulla_ocsp_request_not_allowed_total", "responder", responder))
        .isGreaterThanOrEqualTo(2);
    assertThat(samples.values("bulla_ocsp_request_duration_seconds_count")).isEmpty();
    assertThat(samples.values("bulla_ocsp_request_failures_total")).isEmpty();
    assertThat(samples.values("bulla_ocsp_circuit_open")).isEmpty();
    assertThat(verdicts(samples, "ocsp", "unavailable")).isPositive();
  }

  @Test
  void aListIsToldWithItsNumberItsEndAndWhatWentWrong() throws Exception {
    site.write("crls.pem", CrlMaker.of(site.issuing).number(7).pem());
    site.start(with("SSLCARevocationCheck leaf\nSSLCARevocationFile crls.pem\n", PLACE));
    site.curl("/restricted/x.txt", site.with("foo"));
    String place = root.toRealPath().resolve("crls.pem").toString();
    Samples samples = samples();

    assertThat(samples.value("bulla_crl_number", "place", place, "type", "complete")).isEqualTo(7);
    assertThat(samples.value("bulla_crl_entries", "place", place)).isZero();
    assertThat(samples.value("bulla_crl_next_update_timestamp_seconds", "place", place))
        .isGreaterThan(now());
    assertThat(verdicts(samples, "crl", "good")).isPositive();
    assertThat(samples.values("bulla_crl_failures_total")).isEmpty();

    site.write("crls.pem", CrlMaker.of(site.issuing).number(6).pem());
    site.log("was not taken");
    assertThat(samples().value("bulla_crl_failures_total", "place", place)).isEqualTo(1);
    assertThat(samples().value("bulla_crl_last_failure_timestamp_seconds", "place", place))
        .isPositive();
  }

  @Test
  void fetchingAListIsToldWithItsTimeAndItsFailures() throws Exception {
    try (CrlSite lists = CrlSite.start()) {
      String slow = lists.url("/slow.crl");
      String gone = lists.url("/gone.crl");
      lists.put("/slow.crl", CrlMaker.of(site.issuing).der());
      lists.delay(Duration.ofMillis(300));
      site.write("slow", site.issuing.issue("slow").crlUrl(slow).make());
      site.write("gone", site.issuing.issue("gone").crlUrl(gone).make());
      site.start(
          with(
              "SSLOCSPEnable off\nSSLCARevocationCheck leaf\nBullaCRLDistributionPoints on\n",
              PLACE));
      site.curl("/restricted/x.txt", site.with("gone"));
      site.curl("/restricted/x.txt", site.with("slow"));
      Samples samples = samples();

      assertThat(samples.value("bulla_crl_fetch_duration_seconds_count", "place", slow))
          .isEqualTo(1);
      assertThat(samples.value("bulla_crl_fetch_duration_seconds_sum", "place", slow))
          .isGreaterThanOrEqualTo(0.3);
      assertThat(samples.values("bulla_crl_fetch_failures_total", "place", slow)).isEmpty();
      assertThat(samples.value("bulla_crl_fetch_duration_seconds_count", "place", gone))
          .isPositive();
      assertThat(
              samples.value("bulla_crl_fetch_failures_total", "place", gone, "kind", "bad_status"))
          .isPositive();
      assertThat(samples.value("bulla_crl_failures_total", "place", gone)).isPositive();
      assertThat(samples.values("bulla_crl_fetch_not_allowed_total")).isEmpty();
    }
  }

  @Test
  void aListThatMustNotBeFetchedHasNeitherTimesNorFailures() throws Exception {
    try (CrlSite lists = CrlSite.start()) {
      String place = lists.url("/ca.crl");
      site.write("listed", site.issuing.issue("listed").crlUrl(place).make());
      site.start(
          with(
              "SSLOCSPEnable off\nSSLCARevocationCheck leaf\nBullaCRLDistributionPoints on\n"
                  + "BullaRevocationAllow none\n",
              PLACE));
      site.curl("/restricted/x.txt", site.with("listed"));
      Samples samples = samples();

      assertThat(samples.value("bulla_crl_fetch_not_allowed_total", "place", place)).isPositive();
      assertThat(samples.values("bulla_crl_fetch_duration_seconds_count")).isEmpty();
      assertThat(samples.values("bulla_crl_fetch_failures_total")).isEmpty();
      assertThat(lists.queries()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"/gone.crt, bad_status", "/page.crt, undecodable", "/ca.crt,"})
  void fetchingAnIssuerIsToldWithItsTimeAndItsFailure(String path, String kind) throws Exception {
    try (CrlSite issuers = CrlSite.start()) {
      issuers.put("/ca.crt", site.issuing.certificate().der());
      issuers.put("/page.crt", "<html>".getBytes(StandardCharsets.US_ASCII));
      String place = issuers.url(path);
      site.pair(
          "server",
          site.issuing.issue("lab.carcano.corp").dnsName("lab.carcano.corp").caIssuersUrl(place));
      site.start(
          with("SSLUseStapling on\n", PLACE)
              .replace("SSLCACertificateFile trust", "SSLCACertificateFile root.crt"));
      Samples samples = samples();

      assertThat(samples.value("bulla_issuer_fetch_duration_seconds_count", "place", place))
          .isEqualTo(1);
      assertThat(samples.values("bulla_issuer_fetch_failures_total")).hasSize(kind == null ? 0 : 1);
      if (kind != null) {
        assertThat(samples.value("bulla_issuer_fetch_failures_total", "place", place, "kind", kind))
            .isEqualTo(1);
      }
    }
  }

  /** Seconds since the epoch. */
  private static double now() {
    return Instant.now().toEpochMilli() / 1e3;
  }

  @Test
  void theLastGoodAnswerOfAnEarlierProcessIsCountedAsTheDisks() throws Exception {
    String cache = "BullaOCSPCache answers\n";
    site.start(cache + with("", PLACE));
    site.curl("/restricted/x.txt", site.with("foo"));
    site.server().close();
    site.responder.behave(new OcspBehaviour.Silence());
    site.start(cache + with("", PLACE));

    assertThat(site.curl("/restricted/x.txt", site.with("foo")).output()).contains("restricted");
    assertThat(verdicts(samples(), "disk", "good")).isPositive();
  }

  @Test
  void whoIsRefusedIsCountedByTheCause() throws Exception {
    site.start(with("", PLACE));
    site.curl("/restricted/x.txt");
    site.responder.behave(new OcspBehaviour.Revoked(Instant.now(), 1));
    site.curl("/restricted/x.txt", site.with("foo"));
    site.client("", "-tls1_2", "-cipher", "AES128-SHA");
    Samples samples = samples();

    assertThat(samples.value("bulla_client_refusals_total", "cause", "no_certificate"))
        .isEqualTo(1);
    assertThat(samples.value("bulla_client_refusals_total", "cause", "revoked_by_ocsp"))
        .isEqualTo(1);
    assertThat(samples.value("bulla_tls_handshakes_total", "result", "failed")).isPositive();
  }

  @Test
  void recordsOfRefusalsThatGoBeyondAnAddressesShareAreCounted() throws Exception {
    site.start(with("", PLACE));
    assertThat(dropped("limit")).isZero();
    site.curl("/restricted/x.txt?[1-" + (RefusalShares.A_MINUTE + 7) + "]");

    assertThat(dropped("limit")).isEqualTo(7);
    assertThat(dropped("write")).isZero();
  }

  @Test
  void aRecordOfARefusalThatCannotBeWrittenIsCounted() throws Exception {
    site.write("blocked", "a file\n");
    site.start("BullaRefusals blocked/refusals\n" + with("", PLACE));
    site.curl("/restricted/x.txt");
    site.server().logWith("main.carcano.corp", "not recorded");

    assertThat(dropped("write")).isEqualTo(1);
    assertThat(dropped("limit")).isZero();
  }

  @Test
  void contextsOfBeforeAReloadAreToldForAsLongAsAConnectionUsesThem() throws Exception {
    site.start(with("", PLACE));
    double before = samples().value("bulla_tls_contexts");
    assertThat(before).isPositive();
    try (RawTlsClient open = new RawTlsClient(site.server().port(), "TLSv1.2")) {
      open.serverName("lab.carcano.corp");
      open.handshake();
      site.server().reload(with("", PLACE));
      // The address's first host's, with which it began, and its own host's.
      awaitContexts(before + 2);
    }

    awaitContexts(before);
  }

  private void awaitContexts(double expected) throws Exception {
    for (int tries = 0; tries < 100 && contexts() != expected; tries++) {
      Thread.sleep(20);
    }
    assertThat(contexts()).isEqualTo(expected);
  }

  private double contexts() throws Exception {
    return samples().value("bulla_tls_contexts");
  }

  @Test
  void aConnectionThatEndsBecauseOfARevocationIsCounted() throws Exception {
    site.write("crls.pem", CrlMaker.of(site.issuing).number(1).pem());
    Issued partner = site.issuing.issue("partner").subject(GateSite.FOO + "partner").make();
    site.write("partner", partner);
    site.start(
        with(
            "SSLOCSPEnable off\nSSLCARevocationCheck leaf\nSSLCARevocationFile crls.pem\n", PLACE));
    Thread open =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    List<String> options = new ArrayList<>(List.of("-tls1_3", "-enable_pha"));
                    options.addAll(site.as("partner"));
                    String get = "GET /restricted/x.txt HTTP/1.1\r\nHost: lab.carcano.corp\r\n\r\n";
                    site.client(get, options.toArray(String[]::new));
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                });
    while (samples().values("bulla_revocation_verdicts_total", "source", "crl").isEmpty()) {
      Thread.sleep(20);
    }
    site.write("crls.pem", CrlMaker.of(site.issuing).number(2).revoked(partner, 1).pem());
    open.join();

    assertThat(samples().value("bulla_revoked_connections_closed_total")).isEqualTo(1);
  }

  private Samples samples() throws Exception {
    String output = site.curl("/metrics").output();
    assertThat(output).endsWith("200");
    return Samples.of(output.substring(0, output.length() - 3));
  }

  private double dropped(String reason) throws Exception {
    return samples().value("bulla_refusal_records_dropped_total", "reason", reason);
  }

  private static double verdicts(Samples samples, String source, String result) {
    return samples.value("bulla_revocation_verdicts_total", "source", source, "result", result);
  }

  /** With lines of the host {@code lab.carcano.corp}. */
  private static String with(String host, String section) {
    return "SSLStaplingCache shmcb:staples\nLogLevel info\n"
        + GateSite.configuration()
            .replace(
                "SSLOCSPUseRequestNonce off\n", "SSLOCSPUseRequestNonce off\n" + host + section);
  }
}
