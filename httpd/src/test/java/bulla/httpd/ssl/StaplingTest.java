package bulla.httpd.ssl;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.testkit.CertificateMaker;
import bulla.testkit.OcspBehaviour;
import bulla.testkit.OcspFake;
import bulla.testkit.TestCa;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is stapled, and what is served without a staple. */
class StaplingTest {
  @TempDir Path root;
  private final TestCa issuing = TestCa.root("Root").intermediate("Issuing");
  private final OcspFake responder =
      OcspFake.start(issuing, InstantSource.system(), new OcspBehaviour.Good());
  private @Nullable SslServer running;

  @BeforeEach
  void writeFiles() throws IOException {
    Files.createDirectories(root.resolve("www"));
    Files.writeString(root.resolve("www/index.html"), "the page\n");
    Files.writeString(root.resolve("issuing.crt"), issuing.certificate().pem());
  }

  @AfterEach
  void stop() {
    if (running != null) {
      running.close();
    }
    responder.close();
  }

  private void issue(String name, CertificateMaker maker) throws IOException {
    var made = maker.make();
    made.writeTo(root, name);
  }

  private static String host(String name, String... lines) {
    return """
    <VirtualHost *:*>
    ServerName %s.lab
    DocumentRoot www
    SSLEngine on
    SSLCertificateFile %s.crt
    SSLCertificateKeyFile %s.key
    %s
    </VirtualHost>
    """
        .formatted(name, name, name, String.join("\n", lines));
  }

  private SslServer start(String configuration) throws Exception {
    SslServer server =
        new SslServer(
            root,
            "ServerName main.lab\nListen 443\nLogLevel info\nSSLStaplingCache shmcb:s\n"
                + configuration);
    running = server;
    server.start();
    return server;
  }

  @Test
  void aCertificateThatRequiresAStapleIsNotServedUntilThereIsOneAndOtherHostsAre()
      throws Exception {
    responder.behave(new OcspBehaviour.Failure(3));
    issue("must", issuing.issue("must.lab").ocspUrl(responder.url()).mustStaple());
    issue("may", issuing.issue("may.lab").ocspUrl(responder.url()));
    SslServer server =
        start(
            host("must", "SSLCertificateChainFile issuing.crt", "SSLUseStapling on")
                + host("may", "SSLCertificateChainFile issuing.crt", "SSLUseStapling on"));
    assertThat(StatusClient.shown(server, "must.lab"))
        .contains("tlsv1 alert internal error")
        .doesNotContain("BEGIN CERTIFICATE");
    assertThat(server.logWith("must.lab", "refused"))
        .contains("[ssl:error]")
        .contains(
            "SSL handshake refused: must.lab:443 is not served until there is a stapling response:"
                + " its certificate requires one (RFC 7633)");
    assertThat(server.unready())
        .containsExactly(
            "must.lab:443 is not served until there is a stapling response: its certificate"
                + " requires one (RFC 7633)");
    assertThat(StatusClient.shown(server, "may.lab")).contains(StatusClient.NO_STAPLE, "the page");

    responder.behave(new OcspBehaviour.Good());
    server.logWith("must.lab", "stapling response renewed");
    assertThat(StatusClient.shown(server, "must.lab")).contains(StatusClient.STAPLED, "the page");
    assertThat(server.unready()).isEmpty();
  }

  @Test
  void aCertificateThatRequiresAStapleIsStapledWhereNothingIsWritten() throws Exception {
    issue("must", issuing.issue("must.lab").ocspUrl(responder.url()).mustStaple());
    running =
        new SslServer(
            root,
            "ServerName main.lab\nListen 443\n"
                + host("must", "SSLCertificateChainFile issuing.crt"));
    running.start();
    assertThat(StatusClient.shown(running, "must.lab")).contains(StatusClient.STAPLED, "the page");
  }

  @Test
  void aCertificateThatRequiresAStapleIsServedWithoutOneAndWithAWarningWhereStaplingIsOff()
      throws Exception {
    issue("must", issuing.issue("must.lab").ocspUrl(responder.url()).mustStaple());
    SslServer server =
        start(host("must", "SSLCertificateChainFile issuing.crt", "SSLUseStapling off"));
    assertThat(StatusClient.shown(server, "must.lab")).contains(StatusClient.NO_STAPLE, "the page");
    assertThat(server.log("must.lab"))
        .contains("[ssl:warn]")
        .contains("must.lab:443:0 requires a staple (RFC 7633)", "remove SSLUseStapling off");
    assertThat(server.unready()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "revoked|``|no response sent",
        "revoked|SSLStaplingReturnResponderErrors on|Cert Status: revoked",
        "revoked|SSLStaplingReturnResponderErrors off|no response sent",
        "unknown|SSLStaplingReturnResponderErrors on|Cert Status: unknown",
        "unauthorized|``|no response sent",
        "unauthorized|SSLStaplingReturnResponderErrors on|OCSP Response Status: unauthorized (0x6)",
        "nothing|SSLStaplingReturnResponderErrors on|no response sent",
        "nothing|SSLStaplingFakeTryLater on|OCSP Response Status: trylater (0x3)",
        "nothing|SSLStaplingFakeTryLater off|no response sent",
        "forged|SSLStaplingReturnResponderErrors on|no response sent",
      })
  void whatIsNotGoodIsStapledOnlyWhereItIsWritten(String says, String line, String stapled)
      throws Exception {
    responder.behave(
        switch (says) {
          case "revoked" -> new OcspBehaviour.Revoked(Instant.now(), 1);
          case "unknown" -> new OcspBehaviour.Unknown();
          case "unauthorized" -> new OcspBehaviour.Failure(6);
          case "forged" -> new OcspBehaviour.WrongSigner();
          default -> new OcspBehaviour.Silence();
        });
    issue("www", issuing.issue("www.lab").ocspUrl(responder.url()));
    SslServer server =
        start(host("www", "SSLCertificateChainFile issuing.crt", "SSLUseStapling on", line));
    assertThat(StatusClient.shown(server, "www.lab")).contains(stapled, "the page");
  }

  @Test
  void mdStaplingStaplesEverywhereAndKeepsStaplesInTheStoreOfModMd() throws Exception {
    issue("www", issuing.issue("www.lab").ocspUrl(responder.url()));
    String host = "ServerName main.lab\n" + host("www", "SSLCertificateChainFile issuing.crt");
    String loaded = "LoadModule md_module modules/mod_md.so\n";
    running = new SslServer(root, loaded + "MDStapling on\nMDStaplingRenewWindow 33%\n" + host);
    running.start();
    assertThat(StatusClient.shown(running, "www.lab")).contains(StatusClient.STAPLED);
    try (Stream<Path> kept = Files.list(root.resolve("md/ocsp"))) {
      assertThat(kept).hasSize(1);
    }
    running.reload(loaded + "MDStapling on\nMDStapleOthers off\n" + host);
    assertThat(StatusClient.shown(running, "www.lab")).contains(StatusClient.NO_STAPLE);
    running.reload(loaded + "MDStoreDir elsewhere\nMDStapling on\n" + host);
    assertThat(StatusClient.shown(running, "www.lab")).contains(StatusClient.STAPLED);
    assertThat(root.resolve("elsewhere/ocsp")).isNotEmptyDirectory();
  }

  @Test
  void mdStaplingInAHostStaplesThereAndKeepsStaplesInTheStoreOfModMd() throws Exception {
    issue("www", issuing.issue("www.lab").ocspUrl(responder.url()));
    issue("other", issuing.issue("other.lab").ocspUrl(responder.url()));
    running =
        new SslServer(
            root,
            "LoadModule md_module modules/mod_md.so\nServerName main.lab\n"
                + host("www", "SSLCertificateChainFile issuing.crt", "MDStapling on")
                + host("other", "SSLCertificateChainFile issuing.crt"));
    running.start();
    assertThat(StatusClient.shown(running, "www.lab")).contains(StatusClient.STAPLED);
    assertThat(StatusClient.shown(running, "other.lab")).contains(StatusClient.NO_STAPLE);
    assertThat(root.resolve("md/ocsp")).isNotEmptyDirectory();
  }

  @Test
  void aStapleOfACertificateThatIsGoneIsRemovedWhenItIsOlderThanMdStaplingKeepResponse()
      throws Exception {
    issue("www", issuing.issue("www.lab").ocspUrl(responder.url()));
    Path gone = root.resolve("s").resolve("0".repeat(64) + ".ocsp");
    String configuration =
        "LoadModule md_module modules/mod_md.so\n"
            + host("www", "SSLCertificateChainFile issuing.crt", "SSLUseStapling on");
    for (String keep : List.of("", "MDStaplingKeepResponse 3d\n", "MDStaplingKeepResponse 9\n")) {
      Files.createDirectories(root.resolve("s"));
      Files.write(gone, new byte[0]);
      Files.setLastModifiedTime(
          gone, FileTime.from(Instant.now().minus(Duration.ofDays(keep.isEmpty() ? 8 : 4))));
      start(keep + configuration).close();
      assertThat(Files.exists(gone)).as(keep).isEqualTo(keep.contains("9"));
    }
  }

  @Test
  void sitesOfCasThatHangDelayTheStartOnceAndNotForEachCertificate() throws Exception {
    try (ServerSocket hanging = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String site = "http://127.0.0.1:" + hanging.getLocalPort() + "/ca.crt";
      StringBuilder configuration = new StringBuilder("SSLStaplingResponderTimeout 2\n");
      for (int i = 0; i < 10; i++) {
        String name = "host" + i;
        issue(name, issuing.issue(name).ocspUrl(responder.url()).caIssuersUrl(site));
        configuration.append(host(name, "SSLUseStapling on"));
      }
      Instant before = Instant.now();
      SslServer server = start(configuration.toString());
      assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(15));
      assertThat(StatusClient.shown(server, "host3.lab"))
          .contains(StatusClient.NO_STAPLE, "the page");
      assertThat(server.logWith("host3.lab", "AH02604"))
          .contains("AH02217: ssl_stapling_init_cert: can't retrieve issuer certificate!")
          .contains("AH02604: Unable to configure certificate host3.lab:443:0 for stapling");
    }
  }
}
