package bulla.httpd.ssl;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import bulla.testkit.OcspBehaviour;
import bulla.testkit.TestCa;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a session that is resumed still says of its client: CVE-2025-23419, CVE-2025-23048. */
class ClientSessionsTest extends AtGateSite {
  private static final String PHA = "-enable_pha";
  private static final String BROWSER = "-tls1_3";

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", PHA, BROWSER})
  void aSessionBringsItsCertificateBackAndItIsLookedAtAgain(String kind) throws Exception {
    site.start(fresh(kind));
    keepASession(kind);
    int before = site.responder.queries();
    assertThat(resume(kind, GateSite.gets("/index.txt", "/restricted/x.txt")))
        .containsSubsequence("200 OK", "public\n", "200 OK", "restricted\n");
    assertThat(site.responder.queries()).isEqualTo(before + 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", PHA, BROWSER})
  void aSessionDoesNotOutliveTheRevocationOfItsCertificate(String kind) throws Exception {
    site.start(fresh(kind));
    keepASession(kind);
    site.responder.behave(new OcspBehaviour.Revoked(Instant.now().minusSeconds(60), 4));
    assertThat(resume(kind, GateSite.gets("/index.txt", "/restricted/x.txt")))
        .contains("public\n")
        .doesNotContain("restricted\n");
    assertThat(site.connectionLog())
        .contains("AH02039: Certificate Verification: Error (23): certificate revoked");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", PHA})
  void whoseSessionHasGoneBadMayShowAnotherCertificate(String kind) throws Exception {
    site.start(fresh(kind));
    keepASession(kind);
    // The responder says nothing about the first one, and good about the second.
    site.responder.behave(new OcspBehaviour.Failure(6));
    List<String> options = new ArrayList<>(List.of(kind, "-sess_in", session()));
    options.addAll(site.as("foo"));
    Command refused =
        site.client(GateSite.gets("/restricted/x.txt"), options.toArray(String[]::new));
    assertThat(refused.output()).doesNotContain("restricted\n");
    site.responder.behave(new OcspBehaviour.Good());
    // For a second a responder that failed is left in peace.
    Thread.sleep(1100);
    assertThat(
            site.client(GateSite.gets("/restricted/x.txt"), options.toArray(String[]::new))
                .output())
        .contains("restricted\n");
  }

  @ParameterizedTest
  @CsvSource({
    "1.2,/restricted/x.txt,refused: certificate revoked.",
    "1.3,/restricted/x.txt,refused: certificate revoked.",
    "1.3,/verified/x.txt,You don't have permission",
    "1.3,/named/x.txt,You don't have permission",
  })
  void anOpenConnectionDoesNotOutliveTheRevocationEither(String version, String path, String page)
      throws Exception {
    site.start(fresh(PHA));
    // Nothing is kept of an answer that may be outdated as soon as it was given.
    site.responder.behave(new OcspBehaviour.NoNextUpdate());
    List<String> command =
        new ArrayList<>(
            List.of(
                "curl",
                "-sSk",
                "--http1.1",
                "--rate",
                "20/m",
                "--tls-max",
                version,
                "-w",
                "%{http_code} %{num_connects}\n",
                "--resolve",
                "lab.carcano.corp:" + site.server().port() + ":127.0.0.1"));
    command.addAll(List.of(site.with("foo")));
    command.addAll(List.of(site.url("/restricted/x.txt"), site.url(path)));
    Process curl = new ProcessBuilder(command).redirectErrorStream(true).start();
    for (int i = 0; i < 500 && site.responder.queries() == 0; i++) {
      Thread.sleep(10);
    }
    assertThat(site.responder.queries()).isOne();
    site.responder.behave(new OcspBehaviour.Revoked(Instant.now().minusSeconds(60), 4));
    assertThat(new String(curl.getInputStream().readAllBytes(), US_ASCII))
        .containsSubsequence("restricted\n200 1\n", page, "403 0\n");
  }

  @Test
  void whoReconnectsFiveTimesIsAskedOnce() throws Exception {
    site.start(fresh("-tls1_2"));
    List<String> command =
        Command.client(site.server().port(), "lab.carcano.corp", "-reconnect", "-tls1_2");
    command.addAll(site.as("foo"));
    Command got = Command.run("", command);
    assertThat(got.output().split("Reused, TLSv1.2", -1)).hasSize(6);
    assertThat(site.responder.queries()).isOne();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", PHA, BROWSER})
  void aSessionOfOneHostAuthenticatesNobodyAtAnother(String kind) throws Exception {
    // The same trust, the same demands, another name.
    String second =
        GateSite.configuration()
            .substring(GateSite.configuration().lastIndexOf("<VirtualHost"))
            .replace("lab.carcano.corp", "second.carcano.corp");
    site.start(GateSite.configuration() + second);
    keepASession(kind);
    String requests = GateSite.gets("/restricted/x.txt").replace("lab.", "second.");
    Command got =
        Command.run(
            requests,
            Command.client(
                site.server().port(),
                "second.carcano.corp",
                "-ign_eof",
                kind,
                "-sess_in",
                session()));
    assertThat(got.output()).contains("New, TLSv1").doesNotContain("restricted\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", PHA, BROWSER})
  void aSessionDoesNotOutliveThePolicyThatItWasMadeUnder(String kind) throws Exception {
    for (String change :
        List.of(
            "SSLVerifyDepth 3",
            "SSLVerifyDepth 2\nSSLVerifyClient optional",
            "SSLVerifyDepth 2\nSSLOCSPNoverify on",
            "SSLVerifyDepth 2\nSSLCACertificateFile second")) {
      site.start(tickets(GateSite.configuration()));
      keepASession(kind);
      assertThat(resumed(kind)).contains("Reused, TLSv1");
      site.server().close();
      site.write(
          "second",
          site.anchor.certificate().pem()
              + TestCa.root("Second").certificate().pem()
              + site.issuing.certificate().pem());
      site.start(tickets(GateSite.configuration().replace("SSLVerifyDepth 2", change)));
      assertThat(resumed(kind)).as(change).contains("New, TLSv1");
      site.server().close();
    }
  }

  /**
   * Each question goes to the responder. Of TLS 1.2 s_client keeps the session that the first
   * handshake made: it must have asked.
   */
  private static String fresh(String kind) {
    String configuration =
        GateSite.configuration().replace("SSLOCSPUseRequestNonce off", "SSLOCSPUseRequestNonce on");
    return kind.equals("-tls1_2")
        ? configuration.replace("SSLVerifyDepth 2", "SSLVerifyDepth 2\nSSLVerifyClient optional")
        : configuration;
  }

  /** With keys that both servers know, as those of a fleet or of before and after a reload. */
  private String tickets(String configuration) throws Exception {
    Files.write(root.resolve("tickets.key"), new byte[48]);
    Files.setPosixFilePermissions(
        root.resolve("tickets.key"), PosixFilePermissions.fromString("rw-------"));
    return configuration.replace(
        "SSLEngine on\n", "SSLEngine on\nSSLSessionTicketKeyFile tickets.key\n");
  }

  private String session() {
    return root.resolve("session").toString();
  }

  private void keepASession(String kind) throws Exception {
    List<String> options = new ArrayList<>(List.of(kind, "-sess_out", session()));
    options.addAll(site.as("foo"));
    assertThat(
            site.client(GateSite.gets("/restricted/x.txt"), options.toArray(String[]::new))
                .output())
        .contains("restricted\n");
  }

  private String resume(String kind, String requests) throws Exception {
    return site.client(requests, kind, "-sess_in", session()).output();
  }

  private String resumed(String kind) throws Exception {
    return Command.run(
            GateSite.gets("/index.txt"),
            Command.client(
                site.server().port(), "lab.carcano.corp", "-ign_eof", kind, "-sess_in", session()))
        .output();
  }
}
