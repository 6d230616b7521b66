package bulla.httpd.ssl;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.testkit.Issued;
import bulla.testkit.OcspBehaviour;
import bulla.testkit.OcspFake;
import bulla.testkit.TestCa;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The staple of a certificate that was renewed while the server ran: its own, or none. */
class RenewedStapleTest {
  private static final String CONFIGURATION =
      """
      ServerName main.lab
      Listen 443
      SSLStaplingCache @CACHE@
      <VirtualHost *:*>
      ServerName www.lab
      DocumentRoot .
      SSLEngine on
      SSLCertificateFile www.crt
      SSLCertificateKeyFile www.key
      SSLCertificateChainFile root.crt
      SSLUseStapling on
      SSLStaplingResponderTimeout 1
      </VirtualHost>
      """;

  @TempDir private Path root;

  private final TestCa ca = TestCa.root("Root");
  private final OcspFake responder =
      OcspFake.start(ca, InstantSource.system(), new OcspBehaviour.Good());
  private Issued first;

  @BeforeEach
  void aCertificate() throws IOException {
    Files.writeString(root.resolve("root.crt"), ca.certificate().pem());
    first = issue();
  }

  @AfterEach
  void stop() {
    responder.close();
  }

  private Issued issue() throws IOException {
    Issued made = ca.issue("www.lab").ocspUrl(responder.url()).make();
    Files.writeString(root.resolve("www.key"), made.keyPem());
    Files.writeString(root.resolve("www.crt"), made.pem());
    return made;
  }

  @ParameterizedTest
  @ValueSource(strings = {"shmcb:staples(128000)", "dbm:staples"})
  void aRenewedCertificateHasItsOwnStapleFromItsFirstHandshakeOn(String cache) throws Exception {
    try (SslServer server = new SslServer(root, CONFIGURATION.replace("@CACHE@", cache))) {
      server.start();
      assertThat(StatusClient.shown(server, "www.lab")).contains(staple(first));
      Issued second = issue();
      assertThat(server.logWith("www.lab", "was renewed", 20)).contains("was renewed");
      assertThat(StatusClient.shown(server, "www.lab"))
          .contains(StatusClient.STAPLED)
          .contains(staple(second))
          .doesNotContain(staple(first));
    }
  }

  @Test
  void whereTheResponderIsDownItHasNoneAndNotThatOfItsPredecessor() throws Exception {
    String configuration = CONFIGURATION.replace("@CACHE@", "shmcb:staples(128000)");
    try (SslServer server = new SslServer(root, configuration)) {
      server.start();
      assertThat(StatusClient.shown(server, "www.lab")).contains(staple(first));
      responder.behave(new OcspBehaviour.Reset());
      Issued second = issue();
      assertThat(server.logWith("www.lab", "was renewed", 30)).contains("was renewed");
      assertThat(StatusClient.shown(server, "www.lab")).contains(StatusClient.NO_STAPLE);
      responder.behave(new OcspBehaviour.Good());
      String shown = StatusClient.shown(server, "www.lab");
      for (int tries = 0; tries < 120 && !shown.contains(staple(second)); tries++) {
        Thread.sleep(500);
        shown = StatusClient.shown(server, "www.lab");
      }
      assertThat(shown).contains(staple(second)).doesNotContain(staple(first));
    }
  }

  @Test
  void theStapleOfACertificateThatWasRenewedIsNotAskedForAnyMore() throws Exception {
    responder.behave(new OcspBehaviour.GoodFor(Duration.ofSeconds(4)));
    String configuration = CONFIGURATION.replace("@CACHE@", "shmcb:staples(128000)");
    try (SslServer server = new SslServer(root, configuration)) {
      server.start();
      Issued second = issue();
      assertThat(server.logWith("www.lab", "was renewed", 20)).contains("was renewed");
      long first = responder.queries(this.first.certificate());
      long later = responder.queries(second.certificate());
      for (int i = 0; i < 100 && responder.queries(second.certificate()) < later + 3; i++) {
        Thread.sleep(100);
      }
      assertThat(responder.queries(second.certificate())).isGreaterThanOrEqualTo(later + 3);
      assertThat(responder.queries(this.first.certificate())).isLessThanOrEqualTo(first + 1);
    }
  }

  @Test
  void theIssuerOfACertificateThatWasRenewedIsNotLookedForAnyMore() throws Exception {
    AtomicBoolean slow = new AtomicBoolean(true);
    try (ServerSocket site = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread serving = Thread.ofVirtual().start(() -> drip(site, slow));
      String url = "http://127.0.0.1:" + site.getLocalPort() + "/ca.crt";
      Issued lone = ca.issue("www.lab").ocspUrl(responder.url()).caIssuersUrl(url).make();
      Files.writeString(root.resolve("www.key"), lone.keyPem());
      Files.writeString(root.resolve("www.crt"), lone.pem());
      String configuration =
          CONFIGURATION
              .replace("@CACHE@", "shmcb:staples(128000)")
              .replace("SSLCertificateChainFile root.crt\n", "")
              .replace("ResponderTimeout 1", "ResponderTimeout 6");
      try (SslServer server = new SslServer(root, configuration)) {
        server.start();
        Issued second = ca.issue("www.lab").ocspUrl(responder.url()).make();
        Files.writeString(root.resolve("www.key"), second.keyPem());
        Files.writeString(root.resolve("www.crt"), second.pem() + ca.certificate().pem());
        assertThat(server.logWith("www.lab", "was renewed", 20)).contains("was renewed");
        slow.set(false);
        serving.join(Duration.ofSeconds(10));
        Thread.sleep(1000);
        assertThat(responder.queries(second.certificate())).isPositive();
        assertThat(responder.queries(lone.certificate())).isZero();
      }
    }
  }

  /** Sends a CA's certificate octet by octet, the rest at once when there is no hurry any more. */
  private void drip(ServerSocket site, AtomicBoolean slow) {
    byte[] response =
        ("HTTP/1.0 200 OK\r\n\r\n" + ca.certificate().pem()).getBytes(StandardCharsets.US_ASCII);
    try (Socket client = site.accept()) {
      for (byte octet : response) {
        client.getOutputStream().write(octet);
        client.getOutputStream().flush();
        if (slow.get()) {
          Thread.sleep(500);
        }
      }
    } catch (IOException gone) {
      // Nobody waits for it any more.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** The line of openssl's that names the certificate of a response. */
  private static String staple(Issued issued) {
    String hex = issued.certificate().serial().toString(16).toUpperCase(Locale.ROOT);
    return "Serial Number: " + (hex.length() % 2 == 0 ? hex : "0" + hex) + "\n";
  }
}
