package bulla.httpd.ssl;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import bulla.testkit.OcspBehaviour;
import bulla.testkit.TestCa;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that cannot be asked on an open connection, as browsers: BullaHandshakeRequest. */
class HandshakeRequestTest extends AtGateSite {
  private static final String MISSING =
      "AH02263: Re-negotiation handshake failed: Client certificate missing";
  private static final String REFUSED =
      "AH02262: Re-negotiation handshake failed: Client verification failed";

  @Test
  void aCertificateThatTheHandshakeBroughtOpensThePath() throws Exception {
    site.start();
    assertThat(site.browser("foo", "/restricted/x.txt", "/optional/x.txt", "/restricted/x.txt"))
        .containsSubsequence(
            "HTTP/1.1 200 OK",
            "restricted\n",
            "HTTP/1.1 200 OK",
            "optional\n",
            "HTTP/1.1 200 OK",
            "restricted\n");
    assertThat(site.responder.queries()).isOne();
  }

  @Test
  void aPublicPathNeedsNoCertificateAndAsksNoResponder() throws Exception {
    site.start();
    assertThat(site.browser(null, "/index.txt")).contains("HTTP/1.1 200 OK", "public\n");
    assertThat(site.browser("foo", "/index.txt")).contains("HTTP/1.1 200 OK", "public\n");
    assertThat(site.responder.queries()).isZero();
  }

  @Test
  void withoutACertificateThePathAnswersWithAPageThatSaysWhatToDoEachTime() throws Exception {
    site.start();
    assertThat(site.browser(null, "/restricted/x.txt", "/restricted/x.txt", "/index.txt"))
        .containsSubsequence(
            "HTTP/1.1 403 Forbidden",
            "This page needs a client certificate, and your browser has sent none.",
            "HTTP/1.1 403 Forbidden",
            "and choose it when you are asked",
            "HTTP/1.1 200 OK",
            "public\n");
    assertThat(site.log(MISSING))
        .contains("[ssl:error]")
        .containsPattern(MISSING + "\n(.*\n)*.*" + MISSING);
    assertThat(site.browser(null, "/optional/x.txt")).contains("HTTP/1.1 200 OK");
  }

  @Test
  void aRevokedCertificateIsRefusedByThePathAlone() throws Exception {
    site.start();
    site.responder.behave(new OcspBehaviour.Revoked(Instant.now().minusSeconds(60), 4));
    assertThat(site.browser("foo", "/index.txt", "/restricted/x.txt", "/index.txt"))
        .containsSubsequence(
            "HTTP/1.1 200 OK",
            "HTTP/1.1 403 Forbidden",
            "Your client certificate was refused: certificate revoked.",
            "HTTP/1.1 200 OK");
    assertThat(site.connectionLog())
        .contains(
            "AH03239: OCSP validation completed, certificate status: revoked (1, 4) [subject:")
        .contains("AH02039: Certificate Verification: Error (23): certificate revoked");
    assertThat(site.log(REFUSED)).contains("[ssl:error]").contains(REFUSED);
  }

  @Test
  void aBadCertificateDoesNotKeepItsClientFromPublicPaths() throws Exception {
    site.pair("stranger", TestCa.root("Stranger").issue("s").subject(GateSite.FOO + "stranger"));
    Instant now = Instant.now();
    site.pair(
        "expired",
        site.issuing
            .issue("expired")
            .subject(GateSite.FOO + "expired")
            .validity(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(1))));
    site.start();
    for (String path : new String[] {"/restricted/x.txt", "/optional/x.txt"}) {
      assertThat(site.browser("stranger", "/index.txt", path))
          .containsSubsequence(
              "HTTP/1.1 200 OK",
              "HTTP/1.1 403 Forbidden",
              "refused: unable to get local issuer certificate.");
      assertThat(site.browser("expired", "/index.txt", path))
          .containsSubsequence(
              "HTTP/1.1 200 OK", "HTTP/1.1 403 Forbidden", "refused: certificate has expired.");
    }
    assertThat(site.connectionLog())
        .contains("AH02039: Certificate Verification: Error (20): unable to get local issuer")
        .contains("AH02039: Certificate Verification: Error (10): certificate has expired");
    assertThat(site.log(REFUSED)).contains(REFUSED);
  }

  @Test
  void aCertificateThatNoPathHasAcceptedIsInvisible() throws Exception {
    site.pair("stranger", TestCa.root("Stranger").issue("s").subject(GateSite.FOO + "stranger"));
    site.start();
    for (String path : new String[] {"/named/x.txt", "/verified/x.txt"}) {
      assertThat(site.browser("stranger", path)).contains("HTTP/1.1 403 Forbidden");
      assertThat(site.browser("stranger", "/restricted/x.txt", path)).doesNotContain("200 OK");
      assertThat(site.browser("foo", path)).contains("HTTP/1.1 403 Forbidden");
      assertThat(site.browser("foo", "/restricted/x.txt", path)).doesNotContain("403 Forbidden");
    }
  }

  @Test
  void acceptingAnybodyAcceptsAStrangerAndNobodyWhoHasExpired() throws Exception {
    site.pair("stranger", TestCa.root("Stranger").issue("s").subject(GateSite.FOO + "stranger"));
    site.start(GateSite.configuration().replace("SSLOCSPEnable leaf", "SSLOCSPEnable off"));
    assertThat(
            site.browser(
                "stranger", "/anybody/x.txt", "/named/x.txt", "/verified/x.txt", "/optional/x.txt"))
        .containsSubsequence(
            "HTTP/1.1 200 OK",
            "HTTP/1.1 200 OK",
            "HTTP/1.1 403 Forbidden",
            "HTTP/1.1 403 Forbidden");
  }

  @Test
  void acceptingAnybodyAndAskingForRevocationDoNotGoTogether() throws Exception {
    site.pair("stranger", TestCa.root("Stranger").issue("s").subject(GateSite.FOO + "stranger"));
    site.start();
    assertThat(site.browser("stranger", "/anybody/x.txt")).contains("HTTP/1.1 403 Forbidden");
    assertThat(site.connectionLog())
        .contains(
            "AH02038: cannot perform OCSP validation for cert if issuer has not been verified"
                + " (optional_no_ca configured)");
  }

  @Test
  void aPathThatAllowsFewerCertificatesAboveTheLeafRefusesALongerChain() throws Exception {
    site.pair("direct", site.anchor.issue("direct").subject(GateSite.FOO + "direct"));
    site.start(GateSite.configuration().replace("SSLOCSPEnable leaf", "SSLOCSPEnable off"));
    assertThat(site.browser("foo", "/restricted/x.txt", "/shallow/x.txt", "/restricted/x.txt"))
        .containsSubsequence(
            "HTTP/1.1 200 OK", "HTTP/1.1 403 Forbidden", "HTTP/1.1 200 OK", "restricted\n");
    assertThat(site.connectionLog())
        .contains(
            "AH02040: Certificate Verification: Certificate Chain too long (chain has 2"
                + " certificates, but maximum allowed are only 1)");
    assertThat(site.browser("direct", "/shallow/x.txt", "/restricted/x.txt"))
        .doesNotContain("403 Forbidden");
  }

  @Test
  void aSlowResponderHoldsUpNobodyElse() throws Exception {
    site.start();
    site.responder.behave(new OcspBehaviour.Hang());
    Process waiting =
        new ProcessBuilder(
                "openssl",
                "s_client",
                "-quiet",
                "-tls1_3",
                "-connect",
                "127.0.0.1:" + site.server().port(),
                "-servername",
                "lab.carcano.corp",
                "-cert",
                root.resolve("foo.crt").toString(),
                "-key",
                root.resolve("foo.key").toString())
            .redirectErrorStream(true)
            .start();
    try {
      waiting.getOutputStream().write(GateSite.gets("/restricted/x.txt").getBytes(US_ASCII));
      waiting.getOutputStream().flush();
      for (int i = 0; i < 500 && site.responder.queries() == 0; i++) {
        Thread.sleep(10);
      }
      assertThat(site.responder.queries()).isOne();
      // The server has one event loop.
      assertThat(site.curl("/index.txt").output()).isEqualTo("public\n200");
      assertThat(waiting.isAlive()).isTrue();
    } finally {
      waiting.destroyForcibly().waitFor();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-enable_pha", "-tls1_2"})
  void aClientThatCanBeAskedLaterIsNotAskedInTheHandshake(String option) throws Exception {
    site.start();
    Command got =
        Command.run(
            GateSite.gets("/index.txt"),
            Command.client(site.server().port(), "lab.carcano.corp", "-ign_eof", option));
    assertThat(got.output()).contains("No client certificate CA names sent", "public\n");
  }

  @Test
  void onlyAHostWithSuchAPathAsks() throws Exception {
    site.start();
    List<String> lab =
        Command.client(site.server().port(), "lab.carcano.corp", "-ign_eof", "-tls1_3");
    assertThat(Command.run(GateSite.gets("/index.txt"), lab).output())
        .contains("Acceptable client certificate CA names", "CN = CARC I101L");
    List<String> other =
        Command.client(site.server().port(), "other.carcano.corp", "-ign_eof", "-tls1_3");
    assertThat(Command.run(GateSite.gets("/index.txt").replace("lab", "other"), other).output())
        .contains("No client certificate CA names sent");
  }

  @Test
  void switchedOffNobodyIsAskedInTheHandshake() throws Exception {
    site.start(
        GateSite.configuration()
            .replace("SSLVerifyDepth 2\n", "SSLVerifyDepth 2\nBullaHandshakeRequest off\n"));
    assertThat(site.browser("foo", "/restricted/x.txt"))
        .contains("HTTP/1.1 403", "Reason: Cannot perform Post-Handshake Authentication.<br />");
    assertThat(site.log("AH10158"))
        .contains("AH10158: cannot perform post-handshake authentication");
  }
}
