package bulla.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.cfssl.Json;
import bulla.pki.PrivateKeys;
import bulla.testkit.CertificateMaker;
import bulla.testkit.CrlMaker;
import bulla.testkit.CrlSite;
import bulla.testkit.Issued;
import bulla.testkit.OcspBehaviour;
import bulla.testkit.OcspFake;
import bulla.testkit.TestCa;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code bulla doctor} says of a configuration whose responders are there, or are not. */
class DoctorProgramTest {
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir private Path root;
  private final TestCa anchor = TestCa.root("CARC R100L");
  private final TestCa issuing = anchor.intermediate("CARC I101L");
  private final OcspFake responder =
      OcspFake.start(issuing, InstantSource.system(), new OcspBehaviour.Good());
  private final CrlSite site = CrlSite.start();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void files() throws IOException {
    Files.createDirectories(root.resolve("www"));
    write("chain.crt", issuing.certificate().pem());
    write("trust.crt", issuing.certificate().pem() + anchor.certificate().pem());
    site.put("/crl", CrlMaker.of(issuing).number(12).der());
    site.put("/ca.crt", issuing.certificate().der());
    certificate(certificate());
    configure("");
  }

  @AfterEach
  void close() {
    responder.close();
    site.close();
  }

  /** Names a responder, a CRL and its issuer; lives for a hundred days. */
  private CertificateMaker certificate() {
    Instant now = Instant.now();
    return issuing
        .issue("www.lab")
        .dnsName("www.lab")
        .validity(now.minus(DAY), now.plus(DAY.multipliedBy(100)))
        .ocspUrl(responder.url())
        .crlUrl(site.url("/crl"))
        .caIssuersUrl(site.url("/ca.crt"));
  }

  private Issued certificate(CertificateMaker maker) throws IOException {
    Issued made = maker.make();
    write("server.crt", made.pem());
    write("server.key", made.keyPem());
    return made;
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(root.resolve(name), text);
  }

  private void configure(String lines) throws IOException {
    write(
        "httpd.conf",
        """
        LoadModule ssl_module modules/mod_ssl.so
        ServerName main.lab
        Listen 443
        SSLStaplingCache shmcb:staples
        <VirtualHost *:443>
        ServerName www.lab
        DocumentRoot www
        SSLEngine on
        SSLCertificateFile server.crt
        SSLCertificateKeyFile server.key
        SSLCertificateChainFile chain.crt
        SSLUseStapling on
        SSLStaplingResponderTimeout 1
        %s
        </VirtualHost>
        """
            .formatted(lines));
  }

  private int doctor(String... more) {
    List<String> arguments = new ArrayList<>(List.of("doctor", "-d", root.toString()));
    arguments.addAll(List.of("-f", "httpd.conf"));
    arguments.addAll(List.of(more));
    return Main.run(
        arguments,
        new Console(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8)));
  }

  private String shown() {
    return out.toString(StandardCharsets.UTF_8);
  }

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
  void whatFilesAloneTellIsToldToo() throws IOException {
    Instant now = Instant.now();
    certificate(
        issuing
            .issue("www.lab")
            .validity(now.minus(DAY.multipliedBy(80)), now.plus(DAY))
            .mustStaple());
    write("server.key", issuing.issue("other").make().keyPem());
    write("chain.crt", anchor.certificate().pem());
    configure("SSLUseStapling off\nSSLCACertificateFile trust.crt");

    assertThat(doctor()).isEqualTo(1);

    assertThat(shown())
        .contains("✗ it ends soon: renew it")
        .contains("✗ the key in " + root.resolve("server.key") + " is another certificate's: ")
        .contains(
            "✗ the intermediate CA CN=CARC I101L,O=Carcano SA,C=CH is not sent with it, and clients"
                + " that do not have it refuse the chain: have SSLCertificateChainFile name a file"
                + " that begins with its certificate, as ")
        .contains("✗ it requires a staple (RFC 7633), and the host does not staple: set")
        .endsWith("4 things to mend\n");
  }

  @Test
  void aChainOfAnotherCaIsToldToBeBroken() throws IOException {
    write("chain.crt", TestCa.root("Strangers").certificate().pem());

    assertThat(doctor()).isEqualTo(1);

    assertThat(shown())
        .contains(
            "✗ its chain is broken: CN=Strangers,O=Carcano SA,C=CH in "
                + root.resolve("chain.crt")
                + " has not issued CN=www.lab,O=Carcano SA,C=CH: put the issuer of each");
  }

  @Test
  void anIntermediateThatOnlySomeClientsFindIsAWarningAndTheExitCodeZero() throws IOException {
    write("chain.crt", anchor.certificate().pem());

    assertThat(doctor()).as(shown()).isZero();

    assertThat(shown())
        .contains(
            "! the intermediate CA CN=CARC I101L,O=Carcano SA,C=CH is not sent with it, and clients"
                + " refuse the chain that neither have it nor fetch it from "
                + site.url("/ca.crt")
                + " (curl and others that use OpenSSL do not fetch): have SSLCertificateChainFile"
                + " name a file that begins with its certificate, as "
                + root.resolve("chain.crt")
                + " does not\n")
        .endsWith(": 1 warning\n");
    out.reset();
    assertThat(doctor("--json")).isZero();
    assertThat(shown()).contains("\"well\": true", "\"severity\": \"warning\"");
  }

  @Test
  void whereAnIntermediateBelongsDependsOnWhatIsSent() throws IOException {
    String configuration = Files.readString(root.resolve("httpd.conf"));
    write("httpd.conf", configuration.replace("SSLCertificateChainFile chain.crt\n", ""));
    assertThat(doctor()).as(shown()).isZero();
    assertThat(shown())
        .contains(
            ": append its certificate to "
                + root.resolve("server.crt")
                + ", or name a file that holds it in SSLCertificateChainFile\n");

    out.reset();
    String alone = Files.readString(root.resolve("server.crt"));
    write("server.crt", alone + anchor.certificate().pem());
    assertThat(doctor()).as(shown()).isZero();
    assertThat(shown())
        .contains(
            ": put its certificate behind that of CN=www.lab,O=Carcano SA,C=CH in "
                + root.resolve("server.crt")
                + "\n");
  }

  @Test
  void anEncryptedKeyIsNotAskedFor() throws IOException {
    Issued made = certificate(certificate());
    write("server.key", PrivateKeys.encryptedPem(made.key(), "never typed".toCharArray()));

    assertThat(doctor()).as(shown()).isZero();

    assertThat(shown())
        .contains("· key " + root.resolve("server.key") + " not looked at: encrypted");
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
  void everyErrorOfTheConfigurationIsShownAndNobodyIsAsked() throws IOException {
    configure("SSLProtocol none\nSSLVerifyClient perhaps");

    assertThat(doctor()).isEqualTo(1);

    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("SSLProtocol", "SSLVerifyClient")
        .contains("Syntax error on line 14 of " + root.resolve("httpd.conf"))
        .contains("Syntax error on line 15 of " + root.resolve("httpd.conf"));
    assertThat(responder.queries()).isZero();
  }

  @Test
  void aFileThatHoldsNoCertificateIsToldBesideTheRest() throws IOException {
    write("server.crt", "no certificate\n");

    assertThat(doctor()).isEqualTo(1);

    assertThat(shown())
        .contains("✗ AH02562: Failed to configure certificate www.lab:443:0 (with chain), check ");
  }

  @Test
  void aHostWithoutACertificateIsShownWithItsLine() throws IOException {
    write(
        "httpd.conf",
        """
        LoadModule ssl_module modules/mod_ssl.so
        Listen 443
        <VirtualHost *:443>
        ServerName www.lab
        DocumentRoot www
        SSLEngine on
        </VirtualHost>
        """);

    assertThat(doctor()).isEqualTo(1);

    assertThat(shown())
        .isEqualTo(
            """
            www.lab:443 (%s:3)
              ✗ AH02572: Failed to configure at least one certificate and key for www.lab:443: name\
             them with SSLCertificateFile and SSLCertificateKeyFile

            1 certificate or list, 0 places asked: 1 thing to mend
            """
                .formatted(root.resolve("httpd.conf")));
    out.reset();
    assertThat(doctor("--json")).isEqualTo(1);
    assertThat(shown()).contains("\"at\": \"" + root.resolve("httpd.conf") + ":3\"");
  }

  @Test
  void aClientCaWhoseIssuerIsNowhereIsNotAskedAboutAndTheFileIsNamed() throws IOException {
    Issued authority =
        TestCa.root("Elsewhere").issue("Clients").ca().ocspUrl(responder.url()).make();
    write("trust.crt", authority.pem());
    certificate(issuing.issue("www.lab"));
    configure("SSLCACertificateFile trust.crt");

    assertThat(doctor()).isEqualTo(1);

    assertThat(shown())
        .contains(
            "not asked: the certificate's issuer is not known here: put the issuer's certificate"
                + " into SSLCertificateChainFile; if this is a client CA, into"
                + " SSLCACertificateFile");
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
