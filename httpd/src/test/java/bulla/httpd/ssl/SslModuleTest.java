package bulla.httpd.ssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import bulla.httpd.core.StartupException;
import bulla.testkit.CertificateMaker;
import bulla.testkit.Issued;
import bulla.testkit.OcspBehaviour;
import bulla.testkit.OcspFake;
import bulla.testkit.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The article's host, asked by curl and openssl. */
class SslModuleTest {
  private static final String FOO = "C=CH,O=Big Partner Foo SA,CN=data-exchange-svc01";

  @TempDir Path root;

  private final TestCa anchor = TestCa.root("CARC R100L");
  private final TestCa issuing = anchor.intermediate("CARC I101L");
  private final OcspFake responder =
      OcspFake.start(issuing, InstantSource.system(), new OcspBehaviour.Good());
  private @Nullable SslServer running;

  @BeforeEach
  void writeFiles() throws IOException {
    Files.createDirectories(root.resolve("www/restricted"));
    Files.createDirectories(root.resolve("www/small"));
    Files.writeString(root.resolve("www/index.txt"), "public\n");
    Files.writeString(root.resolve("www/restricted/x.txt"), "sensitive\n");
    Files.writeString(root.resolve("www/small/x.txt"), "sensitive\n");
    pair("server", issuing.issue("lab.carcano.corp").dnsName("lab.carcano.corp"));
    pair("other", issuing.issue("other.carcano.corp").dnsName("other.carcano.corp"));
    pair("foo", issuing.issue("foo").subject(FOO));
    pair("bar", issuing.issue("bar").subject("C=CH,O=Bar SA,CN=bar"));
    write("trust", issuing.certificate().pem() + anchor.certificate().pem());
    write("root.crt", anchor.certificate().pem());
  }

  @AfterEach
  void stop() {
    if (running != null) {
      running.close();
    }
    responder.close();
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(root.resolve(name), text);
  }

  private void pair(String name, CertificateMaker maker) throws IOException {
    Issued made = maker.ocspUrl(responder.url()).make();
    made.writeTo(root, name);
  }

  private String configuration() {
    return """
    ServerName main.carcano.corp
    Listen 443
    SSLStaplingCache shmcb:staples(128000)
    <VirtualHost *:*>
    ServerName other.carcano.corp
    DocumentRoot www
    SSLEngine on
    SSLCertificateFile other.crt
    SSLCertificateKeyFile other.key
    </VirtualHost>
    <VirtualHost *:*>
    ServerName lab.carcano.corp
    ServerAlias www.lab.carcano.corp
    DocumentRoot www
    SSLEngine on
    SSLCertificateFile server.crt
    SSLCertificateKeyFile server.key
    SSLCertificateChainFile root.crt
    SSLUseStapling on
    SSLCACertificateFile trust
    SSLVerifyDepth 2
    SSLOCSPEnable leaf
    SSLOCSPUseRequestNonce off
    <Location /restricted>
    SSLRequireSSL
    SSLVerifyClient require
    SSLOptions +StdEnvVars
    SSLRequire %{SSL_CLIENT_S_DN_O} eq "Big Partner Foo SA" and %{SSL_CLIENT_VERIFY} eq "SUCCESS"
    </Location>
    <Location /small>
    SSLVerifyClient require
    SSLRenegBufferSize 10
    </Location>
    </VirtualHost>
    """;
  }

  private void start() throws Exception {
    running = new SslServer(root, configuration());
    running.start();
  }

  private SslServer server() {
    return Objects.requireNonNull(running);
  }

  private Command curl(String path, String... more) throws Exception {
    return curlHost("lab.carcano.corp", path, more);
  }

  private Command curlHost(String host, String path, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "curl",
                "-sS",
                "--http1.1",
                "--cacert",
                root.resolve("trust").toString(),
                "-w",
                "%{http_code}",
                "--resolve",
                host + ":" + server().port() + ":127.0.0.1"));
    command.addAll(List.of(more));
    command.add("https://" + host + ":" + server().port() + path);
    return Command.run("", command);
  }

  private String[] as(String name, String... more) {
    List<String> options = new ArrayList<>(List.of(more));
    options.addAll(
        List.of(
            "--cert",
            root.resolve(name + ".crt").toString(),
            "--key",
            root.resolve(name + ".key").toString()));
    return options.toArray(String[]::new);
  }

  @Test
  void aPublicPathAsksForNothing() throws Exception {
    start();
    assertThat(curl("/index.txt")).isEqualTo(new Command(0, "public\n200", ""));
    assertThat(server().log("lab.carcano.corp")).doesNotContain("error");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void aCertificateIsAskedForOnceOnAConnection(String version) throws Exception {
    start();
    int before = responder.queries();
    String again = "https://lab.carcano.corp:" + server().port() + "/restricted/x.txt";
    Command got =
        curl(
            "/restricted/x.txt",
            as("foo", "--tls-max", version, again, again.replace("restricted/x", "index"), again));
    assertThat(got.output()).isEqualTo("sensitive\n200public\n200sensitive\n200sensitive\n200");
    assertThat(responder.queries()).isEqualTo(before + 1);
  }

  @ParameterizedTest
  @CsvSource({
    "Require ssl-verify-client,foo,200",
    "Require ssl,foo,200",
    "Require not ssl,foo,403",
    "'Require expr %{SSL_CLIENT_S_DN_O} == \"Big Partner Foo SA\"',foo,200",
    "'Require expr %{SSL_CLIENT_S_DN_O} == \"Big Partner Foo SA\"',bar,403",
  })
  void requirementsSeeTheCertificate(String requirement, String who, String status)
      throws Exception {
    String all = "<RequireAll>\nRequire all granted\n" + requirement + "\n</RequireAll>";
    running =
        new SslServer(
            root,
            configuration().replaceFirst("(?m)^SSLRequire .*$", Matcher.quoteReplacement(all)));
    running.start();
    assertThat(curl("/restricted/x.txt", as(who)).output()).endsWith(status);
  }

  @ParameterizedTest
  @CsvSource({"foo,200", "bar,403"})
  void sslRequireReadsFilesWhereTheOperatorWritesIt(String who, String status) throws Exception {
    write("partner", "Big Partner Foo SA");
    String rule = "SSLRequire %{SSL_CLIENT_S_DN_O} eq file(\"" + root.resolve("partner") + "\")";
    running =
        new SslServer(
            root,
            configuration().replaceFirst("(?m)^SSLRequire .*$", Matcher.quoteReplacement(rule)));
    running.start();
    assertThat(curl("/restricted/x.txt", as(who)).output()).endsWith(status);
  }

  /** Who may write such a file might else read whatever the server can. */
  @Test
  void sslRequireReadsNoFilesForWhoeverMayWriteHtaccess() throws Exception {
    write("www/.htaccess", "SSLRequire file(\"/etc/hostname\") ne \"\"\n");
    running =
        new SslServer(
            root,
            configuration()
                + "<Directory "
                + root.resolve("www")
                + ">\nAllowOverride All\n</Directory>\n");
    running.start();
    assertThat(curl("/x.txt").output()).endsWith("500");
    assertThat(server().logWith("lab.carcano.corp", "SSLRequire: file not available"))
        .contains("[core:alert]")
        .contains("/.htaccess: SSLRequire: file not available in restricted context");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void aCertificateOpensTheRestrictedPath(String version) throws Exception {
    start();
    Command got = curl("/restricted/x.txt", as("foo", "--tls-max", version));
    assertThat(got).isEqualTo(new Command(0, "sensitive\n200", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "1.3,tlsv13 alert certificate required,AH02263: Re-negotiation handshake failed: Client"
        + " certificate missing",
    "1.2,sslv3 alert handshake failure,AH02261: Re-negotiation handshake failed",
  })
  void withoutACertificateTheConnectionDies(String version, String alert, String line)
      throws Exception {
    start();
    Command got = curl("/restricted/x.txt", "--tls-max", version);
    assertThat(got.exit()).isEqualTo(56);
    assertThat(got.errors()).contains(alert);
    assertThat(server().logWith("lab.carcano.corp", line)).contains("[ssl:error]").contains(line);
    assertThat(server().log("other.carcano.corp")).doesNotContain("error");
  }

  @Test
  void aRevokedCertificateIsRefusedAndBothLogsTell() throws Exception {
    start();
    responder.behave(new OcspBehaviour.Revoked(Instant.now().minusSeconds(60), 4));
    Command got = curl("/restricted/x.txt", as("foo"));
    assertThat(got.exit()).isEqualTo(56);
    assertThat(got.errors()).contains("sslv3 alert certificate revoked");
    assertThat(server().log("other.carcano.corp"))
        .contains(
            "AH03239: OCSP validation completed, certificate status: revoked (1, 4) [subject:")
        .contains("AH02039: Certificate Verification: Error (23): certificate revoked");
    assertThat(server().logWith("lab.carcano.corp", "AH02262"))
        .contains("AH02262: Re-negotiation handshake failed: Client verification failed");
  }

  @Test
  void aResponderThatIsDownKeepsEverybodyOut() throws Exception {
    start();
    responder.close();
    Command got = curl("/restricted/x.txt", as("foo"));
    assertThat(got.errors()).contains("sslv3 alert handshake failure");
    assertThat(server().log("other.carcano.corp"))
        .contains("(111)Connection refused: [client 127.0.0.1:")
        .contains("AH01974: could not connect to OCSP responder '" + responder.hostPort() + "'")
        .contains("AH02039: Certificate Verification: Error (50): application verification");
  }

  @Test
  void aCertificateThatARuleRefusesGetsAPage() throws Exception {
    start();
    Command got = curl("/restricted/x.txt", as("bar"));
    assertThat(got.exit()).isZero();
    assertThat(got.output()).endsWith("403");
    assertThat(server().log("lab.carcano.corp"))
        .contains("AH02229: access to ")
        .contains(" failed, reason: SSL requirement expression not fulfilled");
  }

  @Test
  void aStrangersCertificateIsRefused() throws Exception {
    TestCa stranger = TestCa.root("Stranger");
    pair("stranger", stranger.issue("stranger"));
    start();
    Command got = curl("/restricted/x.txt", as("stranger"));
    assertThat(got.errors()).contains("alert unknown ca");
    assertThat(server().log("other.carcano.corp"))
        .contains("AH02039: Certificate Verification: Error (20): unable to get local issuer");
  }

  @Test
  void aLongBodyIsRefusedBeforeTheQuestion() throws Exception {
    start();
    Command got = curl("/small/x.txt", as("foo", "-H", "Expect:", "-d", "0123456789ABC"));
    assertThat(got.output()).endsWith("413");
    assertThat(server().log("lab.carcano.corp"))
        .contains("AH02018: request body exceeds maximum size (10) for SSL buffer")
        .contains("AH10228: could not buffer message body");
  }

  @Test
  void aHostThatIsNotTheConnectionsIsMisdirected() throws Exception {
    start();
    Command got =
        curlHost("other.carcano.corp", "/restricted/x.txt", "-H", "Host: lab.carcano.corp");
    assertThat(got.output()).endsWith("421");
    assertThat(server().log("lab.carcano.corp"))
        .contains(
            "AH02032: Hostname other.carcano.corp provided via SNI and hostname lab.carcano.corp"
                + " provided via HTTP have no compatible SSL setup for policy 'secure'");
  }

  @Test
  void aClientThatCannotBeAskedGetsAPageThatSaysWhy() throws Exception {
    running =
        new SslServer(
            root,
            configuration()
                .replace("SSLVerifyDepth 2\n", "SSLVerifyDepth 2\nBullaHandshakeRequest off\n"));
    running.start();
    Command got =
        Command.run(
            "GET /restricted/x.txt HTTP/1.1\r\nHost: lab.carcano.corp\r\nConnection: close\r\n\r\n",
            Command.client(server().port(), "lab.carcano.corp", "-ign_eof", "-quiet", "-tls1_3"));
    assertThat(got.output())
        .startsWith("HTTP/1.1 403")
        .contains("Reason: Cannot perform Post-Handshake Authentication.<br />");
    assertThat(server().log("lab.carcano.corp"))
        .contains("AH10158: cannot perform post-handshake authentication")
        .contains("SSL Library Error: error:0A000117:SSL routines::extension not received");
  }

  @Test
  void aStapleIsThereBeforeThePortIsOpen() throws Exception {
    start();
    int queries = responder.queries();
    Command got = Command.run("", Command.client(server().port(), "lab.carcano.corp", "-status"));
    assertThat(got.output()).contains("OCSP Response Status: successful").contains("good");
    assertThat(responder.queries()).isEqualTo(queries).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SSLCertificateKeyFile server.key|SSLCertificateKeyFile other.key|AH02565: Certificate and"
            + " private key lab.carcano.corp:443:0 from",
        "SSLCertificateFile server.crt|#|AH02572: Failed to configure at least one certificate and"
            + " key for lab.carcano.corp:443",
        "SSLCertificateFile server.crt|SSLCertificateFile server.key|AH02562: Failed to configure"
            + " certificate lab.carcano.corp:443:0 (with chain), check",
        "SSLStaplingCache shmcb:staples(128000)|#|AH01958: SSLStapling: no stapling cache"
            + " available",
        "SSLVerifyDepth 2|SSLCipherSuite NOSUCH|AH01898: Unable to configure permitted"
            + " SSL ciphers",
      })
  void whatCannotServeStopsTheStart(String from, String to, String line) throws Exception {
    SslServer broken = new SslServer(root, configuration().replace(from, to));
    running = broken;
    StartupException stopped = catchThrowableOfType(StartupException.class, broken::start);
    assertThat(stopped.lines().getLast()).startsWith(line);
    assertThat(broken.log("lab.carcano.corp")).contains("[ssl:emerg]").contains(line);
  }
}
