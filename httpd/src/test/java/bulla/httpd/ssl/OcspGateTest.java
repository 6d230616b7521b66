package bulla.httpd.ssl;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.pki.OcspRequest;
import bulla.testkit.OcspBehaviour;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What responders' answers, and their absence, do to clients. */
class OcspGateTest extends AtGateSite {
  private static final String SHA256 = "2.16.840.1.101.3.4.2.1";

  @ParameterizedTest
  @ValueSource(strings = {"", "BullaRevocationPolicy hard\n", "BullaRevocationPolicy grace=1h\n"})
  void whoWasNeverSeenIsRefusedWhenNoResponderAnswers(String policy) throws Exception {
    site.responder.behave(new OcspBehaviour.Silence());
    site.start(with(policy));

    assertThat(restricted()).doesNotContain("restricted");
    assertThat(site.connectionLog()).contains("AH01980: bad response from OCSP server: (none)");
  }

  @Test
  void whoeverComesIsLetInUnderSoftUnlessItIsRevoked() throws Exception {
    site.responder.behave(new OcspBehaviour.Silence());
    site.start(with("BullaRevocationPolicy soft\n"));

    assertThat(restricted()).contains("restricted");
    assertThat(site.connectionLog())
        .contains("OCSP validation not possible, accepted by BullaRevocationPolicy soft [subject:");

    site.responder.behave(new OcspBehaviour.Revoked(Instant.now(), 1));
    Thread.sleep(1_100);
    assertThat(restricted()).doesNotContain("restricted");
  }

  @Test
  void anAnswerThatHasNotEndedHoldsOverARestartWithoutAResponder() throws Exception {
    String configuration = "BullaOCSPCache answers\n" + GateSite.configuration();
    site.start(configuration);
    assertThat(restricted()).contains("restricted");
    site.server().close();
    assertThat(root.resolve("answers").toFile().list()).hasSize(1);

    site.responder.behave(new OcspBehaviour.Silence());
    site.start(configuration);

    assertThat(restricted()).contains("restricted");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void aResponderThatTakesLongerThanTimeoutCostsTheClientNothing(String version) throws Exception {
    site.responder.behave(new OcspBehaviour.Slow(Duration.ofSeconds(5)));
    site.start("Timeout 2\n" + GateSite.configuration());

    assertThat(site.curl("/restricted/x.txt", site.with("foo", "--tls-max", version)).output())
        .isEqualTo("restricted\n200");
  }

  @ParameterizedTest
  @CsvSource({
    "RequestReadTimeout handshake=2,--http1.1,1.2",
    "RequestReadTimeout handshake=2,--http2,1.3",
    "Timeout 2,--http1.1,1.3",
    "Timeout 2,--http2,1.3",
  })
  void aResponderThatTakesLongerThanAHandshakeMayCostsTheClientNothing(
      String limit, String http, String version) throws Exception {
    site.responder.behave(new OcspBehaviour.Slow(Duration.ofSeconds(3)));
    site.start(limit + "\nProtocols h2 http/1.1\n" + with("SSLVerifyClient require\n"));

    assertThat(site.curl("/index.txt", site.with("foo", http, "--tls-max", version)).output())
        .isEqualTo("public\n200");
  }

  @ParameterizedTest
  @ValueSource(strings = {"RequestReadTimeout handshake=2", "Timeout 2"})
  void aClientThatDawdlesBesideASlowResponderIsStillCutOff(String limit) throws Exception {
    site.responder.behave(new OcspBehaviour.Slow(Duration.ofSeconds(3)));
    site.start(limit + "\n" + with("SSLVerifyClient require\n"));
    try (Socket dawdler = new Socket(InetAddress.getLoopbackAddress(), site.server().port())) {
      dawdler.setSoTimeout(15_000);
      dawdler.getOutputStream().write(new byte[] {0x16, 3, 1, 2, 0, 1});

      assertThat(site.curl("/index.txt", site.with("foo")).output()).isEqualTo("public\n200");
      assertThat(dawdler.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aCertificateIsNamedBySha256WhereThatIsWanted() throws Exception {
    site.start(with("BullaOCSPHash sha256\n"));

    assertThat(restricted()).contains("restricted");
    assertThat(OcspRequest.ofDer(site.responder.lastQuery().body()).certIds().getFirst().hashOid())
        .isEqualTo(SHA256);
  }

  private String restricted() throws Exception {
    return site.curl("/restricted/x.txt", site.with("foo")).output();
  }

  private static String with(String line) {
    return GateSite.configuration()
        .replace("SSLOCSPUseRequestNonce off\n", "SSLOCSPUseRequestNonce off\n" + line);
  }
}
