package bulla.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.cfssl.Json;
import bulla.testkit.CrlMaker;
import bulla.testkit.Issued;
import bulla.testkit.OcspBehaviour;
import bulla.testkit.OcspFake;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code bulla doctor} says of a configuration whose responders are there, or are not. */
class DoctorProgramTest extends DoctorSite {
  /** The line that begins with a mark, a kind and a URL. */
  private String row(String kind, String url) {
    return shown()
        .lines()
        .filter(line -> line.matches("  [✓✗] " + kind + " +\\Q" + url + "\\E .*"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind + " " + url + " in:\n" + shown()));
  }

  @Test
  void whenAllIsWellEachPlaceIsShownWithWhoSignedAndUntilWhen() {
    assertThat(doctor()).as(shown()).isZero();

    assertThat(row("OCSP", responder.url()))
        .containsPattern("✓ .* yes +good +\\S.*:[0-9]{2} +[0-9]+ ms +-$");
    assertThat(row("CRL", site.url("/crl")))
        .containsPattern(
            "✓ .* yes +0 entries, number 12 +CARC I101L +.*:[0-9]{2} +[0-9]+ ms +0 s$");
    assertThat(row("AIA", site.url("/ca.crt")))
        .containsPattern("✓ .* yes +issuer +CARC I101L +.*:[0-9]{2} +[0-9]+ ms +0 s$");
    assertThat(shown())
        .startsWith("    KIND  URL")
        .contains(
            "\nwww.lab:443 (%s:5)\n  CN=www.lab,O=Carcano SA,C=CH; ends "
                .formatted(root.resolve("httpd.conf")),
            "in 99 d\n")
        .contains("\nchain of www.lab:443\n")
        .endsWith("2 certificates and lists, 3 places asked: all is well\n")
        .doesNotContain("\u001b[");
  }

  static Stream<Arguments> behaviours() {
    return Stream.of(
        Arguments.of(new OcspBehaviour.Failure(3), "yes", "the responder says tryLater"),
        Arguments.of(new OcspBehaviour.Failure(6), "yes", "have the responder answer for this CA"),
        Arguments.of(
            new OcspBehaviour.SiblingDelegate(),
            "yes",
            "the signer is neither the certificate's issuer nor issued by it"),
        Arguments.of(new OcspBehaviour.Stale(), "yes", "the answer is not of this time"),
        Arguments.of(
            new OcspBehaviour.Revoked(Instant.now(), 1), "yes", "the certificate is revoked"),
        Arguments.of(new OcspBehaviour.Unknown(), "yes", "the certificate is unknown"),
        Arguments.of(new OcspBehaviour.Html(), "yes", "a web page is no OCSP response"),
        Arguments.of(
            new OcspBehaviour.HttpStatus(404, "Not Found"),
            "yes",
            "HTTP status 404 Not Found: correct the URL's path"),
        Arguments.of(
            new OcspBehaviour.HttpStatus(503, "Service Unavailable"),
            "yes",
            "HTTP status 503 Service Unavailable: look at the log of what answers there"),
        Arguments.of(
            new OcspBehaviour.HttpStatus(302, "Found"),
            "yes",
            "HTTP status 302 Found: have the CA name the place itself"),
        Arguments.of(
            new OcspBehaviour.HttpStatus(403, "Forbidden"),
            "yes",
            "HTTP status 403 Forbidden: have it answer everybody"),
        Arguments.of(new OcspBehaviour.Hang(), "no", "it takes connections and does not answer"),
        Arguments.of(new OcspBehaviour.NotHttp(), "yes", "it does not speak HTTP"));
  }

  @ParameterizedTest
  @MethodSource("behaviours")
  void aResponderThatFailsIsShownWithWhatToDo(
      OcspBehaviour behaviour, String reached, String sentence) {
    responder.behave(behaviour);

    assertThat(doctor()).isEqualTo(1);

    assertThat(row("OCSP", responder.url())).startsWith("  ✗ ").contains(" " + reached + " ");
    assertThat(shown()).contains(sentence).endsWith("1 thing to mend\n");
  }

  @Test
  void placesWhereNobodyListensAndOtherFilesAreToldApart() {
    responder.close();
    site.put("/crl", CrlMaker.of(anchor).der());
    site.remove("/ca.crt");

    assertThat(doctor()).isEqualTo(1);

    assertThat(row("OCSP", responder.url())).contains(" no ");
    assertThat(shown())
        .contains("Connection refused: nobody listens there: start it, or correct the port")
        .contains("have the CA publish a current list there, signed by itself")
        .contains("HTTP status 404 Not Found: publish the file there, or correct the URL")
        .endsWith("3 things to mend\n");
  }

  @Test
  void aCrlThatNamesTheCertificateOrHasEndedIsNotWell() throws IOException {
    Issued made = certificate(certificate());
    site.put("/crl", CrlMaker.of(issuing).revoked(made, 1).der());
    assertThat(doctor()).isEqualTo(1);
    assertThat(shown()).contains("the certificate is revoked, ");

    out.reset();
    Instant past = Instant.now().minus(DAY);
    site.put("/crl", CrlMaker.of(issuing).period(past.minus(DAY), past).der());
    assertThat(doctor()).isEqualTo(1);
    assertThat(shown()).contains("the CRL has expired: have the CA publish a current list there");
  }

  @Test
  void aClockThatIsFarFromOursIsShown() throws IOException {
    byte[] list = CrlMaker.of(issuing).number(3).der();
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            Instant.now().plusSeconds(3600).atOffset(ZoneOffset.UTC));
    try (ServerSocket late = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answer(late, date, list));
      String url = "http://127.0.0.1:" + late.getLocalPort() + "/crl";
      certificate(issuing.issue("www.lab").crlUrl(url));

      assertThat(doctor()).isEqualTo(1);

      assertThat(row("CRL", url)).containsPattern("✗ .* \\+(3599|3600|3601) s$");
      assertThat(shown()).contains("have both follow a time server (NTP)");
    }
  }

  private static void answer(ServerSocket server, String date, byte[] list) {
    try (Socket client = server.accept()) {
      client.getInputStream().read(new byte[8192]);
      client
          .getOutputStream()
          .write(
              ("HTTP/1.0 200 OK\r\nDate: " + date + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      client.getOutputStream().write(list);
    } catch (IOException closed) {
      throw new IllegalStateException(closed);
    }
  }

  @Test
  void clientCasTheirListsAndTheDefaultResponderAreExamined() throws IOException {
    write("trust.crt", issuing.certificate().pem());
    write(
        "crls.pem",
        CrlMaker.of(anchor).period(Instant.now().minus(DAY), Instant.now().minusSeconds(60)).pem());
    responder.behave(new OcspBehaviour.Failure(6));
    certificate(issuing.issue("www.lab"));
    configure(
        """
        SSLCACertificateFile trust.crt
        SSLCARevocationCheck leaf
        SSLCARevocationFile crls.pem
        SSLOCSPEnable leaf
        SSLOCSPUseRequestNonce off
        SSLOCSPDefaultResponder %s
        """
            .formatted(responder.url()));

    assertThat(doctor()).isEqualTo(1);

    assertThat(row("OCSP", responder.url())).startsWith("  ✓ ").contains(" unauthorized ");
    assertThat(shown())
        .contains("chain of www.lab:443, client CA of www.lab:443\n")
        .contains("✗ its chain does not end in a trusted root: CN=CARC R100L,")
        .contains("CRL of CN=CARC R100L,O=Carcano SA,C=CH, ")
        .contains("✗ the CRL has expired: put a current list of its issuer there")
        .contains("✗ there is no CRL of it: put its list into SSLCARevocationFile");
  }

  @Test
  void aNonceIsDemandedOfAClientCasResponderOnlyWhereTheServerDoes() throws IOException {
    try (OcspFake prepared =
        OcspFake.start(anchor, InstantSource.system(), new OcspBehaviour.NoNonce())) {
      Issued authority = anchor.issue("Clients").ca().ocspUrl(prepared.url()).make();
      write("trust.crt", authority.pem() + anchor.certificate().pem());
      configure("SSLCACertificateFile trust.crt");
      assertThat(doctor()).as(shown()).isZero();

      out.reset();
      configure("SSLCACertificateFile trust.crt\nSSLOCSPEnable on");
      assertThat(doctor()).isEqualTo(1);
      assertThat(shown())
          .contains("the nonce did not come back: set SSLOCSPUseRequestNonce off: the responder");
    }
  }

  @Test
  void wrongUsageIsTwo() {
    assertThat(doctor("-k", "stop")).isEqualTo(2);
    assertThat(doctor("-x")).isEqualTo(2);
    assertThat(doctor("file")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("bulla doctor: illegal option -- k", "bulla doctor: illegal option -- x")
        .contains("bulla doctor: a word is neither an option nor the value of one\n")
        .contains("Usage: bulla doctor [-D name] [-d directory] [-f file] [--json]");
    assertThat(doctor("--help")).isZero();
    assertThat(shown())
        .contains("Exit code: 0 nothing is to be mended (there may be warnings), 1 something is");
  }

  @Test
  void programsGetJson() throws Exception {
    responder.behave(new OcspBehaviour.Failure(3));

    assertThat(doctor("--json")).isEqualTo(1);

    assertThat(Json.object(shown()).members()).isNotEmpty();
    assertThat(shown())
        .startsWith("{\n  \"well\": false,\n  \"examined\": [\n")
        .contains("\"kind\": \"OCSP\"", "\"url\": \"" + responder.url() + "\"", "\"reached\": true")
        .contains("\"trouble\": \"the responder says tryLater\"")
        .contains("\"says\": \"0 entries, number 12\"", "\"clock_ahead_s\": 0")
        .contains("\"signer\": \"CN=CARC I101L,O=Carcano SA,C=CH\"");
  }
}
