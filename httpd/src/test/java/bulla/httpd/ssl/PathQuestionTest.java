package bulla.httpd.ssl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions on an open connection, and what is on its way meanwhile. */
class PathQuestionTest extends AtGateSite {
  private static final String TLS_1_2 = "1.2";
  private static final String TLS_1_3 = "1.3";

  @ParameterizedTest
  @CsvSource({
    "1.2,1,200",
    "1.2,10,200",
    "1.2,11,413",
    "1.3,1,200",
    "1.3,10,200",
    "1.3,11,413",
  })
  void aBodyIsKeptUpToTheLimitOfThePath(String version, int length, String status)
      throws Exception {
    site.start();
    for (String framing : List.of("X-None: 1", "Transfer-Encoding: chunked")) {
      Command got =
          site.curl(
              "/small/x.txt",
              site.with(
                  "foo",
                  "--tls-max",
                  version,
                  "-H",
                  "Expect:",
                  "-H",
                  framing,
                  "--data-binary",
                  "x".repeat(length)));
      assertThat(got.output()).as(framing).endsWith(status);
      if (status.equals("200")) {
        assertThat(got.output()).startsWith("small\n");
      }
    }
    if (status.equals("413")) {
      assertThat(site.log("AH02018"))
          .contains("AH02018: request body exceeds maximum size (10) for SSL buffer")
          .contains(
              version.equals(TLS_1_3)
                  ? "AH10228: could not buffer message body to allow TLS Post-Handshake"
                      + " Authentication to proceed"
                  : "AH02257: could not buffer message body to allow SSL renegotiation to"
                      + " proceed");
      // Nobody was asked: the responder would know.
      assertThat(site.responder.queries()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TLS_1_2, TLS_1_3})
  void withoutALimitOfItsOwnAPathKeeps131072Bytes(String version) throws Exception {
    site.start();
    Path body = root.resolve("body");
    for (int length : new int[] {131_072, 131_073}) {
      Files.write(body, new byte[length]);
      Command got =
          site.curl(
              "/restricted/x.txt",
              site.with("foo", "--tls-max", version, "-H", "Expect:", "--data-binary", "@" + body));
      assertThat(got.output()).endsWith(length == 131_072 ? "restricted\n200" : "413");
    }
    assertThat(site.log("AH02018"))
        .contains("AH02018: request body exceeds maximum size (131072) for SSL buffer");
  }

  @ParameterizedTest
  @ValueSource(strings = {TLS_1_2, TLS_1_3})
  void whoAnnouncesABodyIsAskedBeforeItIsSent(String version) throws Exception {
    site.start();
    Path body = root.resolve("body");
    Files.write(body, new byte[200_000]);
    String[] upload = {
      "--tls-max",
      version,
      "-v",
      "-H",
      "Expect: 100-continue",
      "--expect100-timeout",
      "15",
      "--data-binary",
      "@" + body
    };
    Command got = site.curl("/restricted/x.txt", site.with("foo", upload));
    assertThat(got.output()).startsWith("restricted\n").endsWith("200");
    Command refused = site.curl("/restricted/x.txt", upload);
    assertThat(refused.errors()).contains("alert").doesNotContain("100 Continue");
  }

  @Test
  void aClientThatIsRefusedByAPageIsNotToldToSendItsBody() throws Exception {
    site.start();
    String answer =
        site.client(
                "POST /restricted/x.txt HTTP/1.1\r\nHost: lab.carcano.corp\r\n"
                    + "Content-Length: 5\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n",
                "-tls1_3")
            .output();
    assertThat(answer).startsWith("HTTP/1.1 403 Forbidden").doesNotContain("100 Continue");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-enable_pha", "-tls1_3"})
  void requestsThatFollowAreAnsweredInTheirOrder(String kind) throws Exception {
    site.start();
    List<String> options = new ArrayList<>(List.of(kind));
    options.addAll(site.as("foo"));
    String[] client = options.toArray(String[]::new);
    assertThat(
            site.client(GateSite.gets("/index.txt", "/restricted/x.txt", "/named/x.txt"), client)
                .output())
        .containsSubsequence("public\n", "restricted\n", "named\n");
    assertThat(site.responder.queries()).isOne();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-enable_pha"})
  void aBodyThatBreaksItsFramingIsRefusedBeforeTheQuestion(String kind) throws Exception {
    site.start();
    String request =
        "POST /restricted/x.txt HTTP/1.1\r\nHost: lab.carcano.corp\r\n"
            + "Transfer-Encoding: chunked\r\n\r\nno chunk\r\n\r\n";
    assertThat(site.client(request, kind).output()).startsWith("HTTP/1.1 400");
    assertThat(site.log("AH02015")).contains("AH02015: could not read request body for SSL buffer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-enable_pha"})
  void afterADeadQuestionNothingIsAnswered(String kind) throws Exception {
    site.start();
    assertThat(
            site.client(GateSite.gets("/index.txt", "/restricted/x.txt", "/optional/x.txt"), kind)
                .output())
        .contains("public\n")
        .doesNotContain("restricted\n")
        .doesNotContain("optional\n")
        .doesNotContain("403");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-enable_pha", "-tls1_3"})
  void anEmptyAnswerIsRememberedForTheConnection(String kind) throws Exception {
    site.start();
    assertThat(
            site.client(
                    GateSite.gets("/optional/x.txt", "/restricted/x.txt", "/optional/x.txt"), kind)
                .output())
        .containsSubsequence("200 OK", "optional\n", "403 Forbidden", "200 OK", "optional\n");
    assertThat(site.log("AH02263"))
        .contains("AH02263: Re-negotiation handshake failed: Client certificate missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {TLS_1_2, TLS_1_3})
  void aShorterChainIsEnoughForAPathThatAllowsLongerOnes(String version) throws Exception {
    site.pair("direct", site.anchor.issue("direct").subject(GateSite.FOO + "direct"));
    site.start(GateSite.configuration().replace("SSLOCSPEnable leaf", "SSLOCSPEnable off"));
    Command direct =
        site.curl(
            "/shallow/x.txt",
            site.with("direct", "--tls-max", version, site.url("/restricted/x.txt")));
    assertThat(direct.output()).isEqualTo("restricted\n200shallow\n200");
    Command foo =
        site.curl(
            "/shallow/x.txt",
            site.with("foo", "--tls-max", version, site.url("/restricted/x.txt")));
    assertThat(foo.output()).startsWith("restricted\n200").endsWith("403");
    assertThat(site.connectionLog()).contains("AH02040: Certificate Verification: Certificate");
  }

  @Test
  void renegotiationIsNotBegunWithAClientThatCannotDoItSafely() throws Exception {
    site.start();
    Command got =
        Command.run(
            GateSite.gets("/restricted/x.txt", "/index.txt"),
            List.of(
                "gnutls-cli",
                "--insecure",
                "--sni-hostname=lab.carcano.corp",
                "--priority",
                "NORMAL:-VERS-ALL:+VERS-TLS1.2:%NO_SESSION_HASH",
                "-p",
                Integer.toString(site.server().port()),
                "127.0.0.1"));
    assertThat(got.output()).containsSubsequence("403 Forbidden", "200 OK", "public\n");
    assertThat(site.log("AH02225"))
        .contains(
            "AH02225: Re-negotiation request failed: the client does not support extended master"
                + " secret (RFC 7627)");
  }

  @Test
  void aClientMayNotRenegotiateByItself() throws Exception {
    site.start();
    // A line that is a single R makes s_client renegotiate.
    Command got =
        Command.run("R\n", Command.client(site.server().port(), "lab.carcano.corp", "-tls1_2"));
    assertThat(got.errors()).contains("no renegotiation");
    for (int i = 0; i < 200 && !site.connectionLog().contains("AH02042"); i++) {
      Thread.sleep(10);
    }
    assertThat(site.connectionLog()).contains("AH02042: rejecting client initiated renegotiation");
  }
}
