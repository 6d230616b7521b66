package bulla.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A responder that is down for days, whose answers live for seven. */
class ResponderOutageTest {
  private static final String SERVER =
      """
      LogLevel ssl:info
      Listen 127.0.0.1:@PORT@
      LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
      SSLStaplingCache shmcb:@DIR@/staples(128000)
      SSLStaplingErrorCacheTimeout 1
      BullaOCSPCache @DIR@/answers
      """;

  private static final String HOST =
      """
      <VirtualHost *:@PORT@>
      ServerName @NAME@.lab
      SSLEngine on
      SSLCertificateFile @DIR@/pki/@NAME@.crt
      SSLCertificateKeyFile @DIR@/pki/@NAME@.key
      SSLCertificateChainFile @DIR@/pki/ca.crt
      SSLUseStapling on
      SSLCACertificateFile @DIR@/pki/trust
      SSLVerifyDepth 2
      SSLOCSPEnable leaf
      SSLOCSPUseRequestNonce off
      BullaRevocationPolicy @POLICY@
      <Location /restricted>
      SSLVerifyClient require
      </Location>
      </VirtualHost>
      """;

  private static final int NO_STAPLE = 91;

  @TempDir Path folder;
  private FakeTime clock;
  private Site site;
  private OpensslPki pki;
  private OpensslResponder responder;

  @BeforeEach
  void aSiteWithAClock() throws Exception {
    clock = new FakeTime(folder.resolve("clock"));
    site = Site.write(folder, "");
    Files.createDirectories(folder.resolve("www/restricted"));
    Files.writeString(folder.resolve("www/restricted/page.txt"), "for members\n");
    Path made = Files.createDirectories(folder.resolve("pki"));
    responder = new OpensslResponder(made);
    responder.livesBy(clock, 7);
    pki = new OpensslPki(made, responder.url());
    pki.makeAuthorities();
    pki.server("hard", "hard.lab");
    pki.server("grace", "grace.lab");
    pki.mustStapleServer("must", "must.lab");
    pki.client("member", "Big Partner Foo SA");
    pki.client("stranger", "Big Partner Foo SA");
    site.configure(
        SERVER + host("hard", "hard") + host("grace", "grace=3d") + host("must", "hard"));
    for (var variable : clock.variables().entrySet()) {
      site.environment(variable.getKey(), variable.getValue());
    }
  }

  @AfterEach
  void stopped() throws Exception {
    site.close();
    responder.close();
  }

  private static String host(String name, String policy) {
    return HOST.replace("@NAME@", name).replace("@POLICY@", policy);
  }

  @Test
  void aStapleIsServedUntilItsOwnEndAndNeverLonger() throws Exception {
    site.start();
    everybodyAcceptsTheStaple();

    responder.down(true);
    clock.shift("+6d");
    assertThat(site.await("AH01941")).contains("AH01980: bad response from OCSP server: 503 ");
    everybodyAcceptsTheStaple();
    restart();
    assertThat(site.log()).contains("stapling response found in the stapling cache, good until ");
    everybodyAcceptsTheStaple();

    clock.shift("+8d");
    site.await("must.lab:443 is not served until there is a stapling response");
    nobodyIsStapled();
    restart();
    assertThat(site.await("must.lab:443 is not served until there is a stapling response"))
        .contains("must.lab:443 is not served until there is a stapling response")
        .doesNotContain("stapling response found in the stapling cache");
    nobodyIsStapled();

    responder.down(false);
    site.await("stapling response renewed", 3);
    everybodyAcceptsTheStaple();
  }

  @Test
  void aClientIsRefusedWhenItsAnswerHasEndedAndUnderGraceWhenTheGraceHas() throws Exception {
    site.start();
    assertThat(visit("member", "hard")).isEqualTo("for members\n");
    assertThat(visit("member", "grace")).isEqualTo("for members\n");

    responder.down(true);
    clock.shift("+6d");
    Thread.sleep(2000);
    assertThat(visit("member", "hard")).isEqualTo("for members\n");
    assertThat(visit("member", "grace")).isEqualTo("for members\n");
    assertThat(visit("stranger", "hard")).isEmpty();
    assertThat(visit("stranger", "grace")).isEmpty();
    assertThat(site.log())
        .contains("AH01980: bad response from OCSP server: 503 ", "AH02276", "AH02262");

    clock.shift("+8d");
    Thread.sleep(2000);
    assertThat(visit("member", "hard")).isEmpty();
    assertThat(site.log()).doesNotContain("accepted by BullaRevocationPolicy");
    assertThat(visit("member", "grace")).isEqualTo("for members\n");
    assertThat(site.log())
        .contains("OCSP validation not possible, accepted by BullaRevocationPolicy grace=259200");
    restart();
    assertThat(visit("member", "hard")).isEmpty();
    assertThat(visit("member", "grace")).isEqualTo("for members\n");

    clock.shift("+11d");
    Thread.sleep(2000);
    assertThat(visit("member", "grace")).isEmpty();

    responder.down(false);
    site.await("stapling response renewed", 2);
    for (int tries = 0; tries < 60 && visit("member", "hard").isEmpty(); tries++) {
      Thread.sleep(500);
    }
    assertThat(visit("member", "hard")).isEqualTo("for members\n");
    assertThat(visit("stranger", "grace")).isEqualTo("for members\n");
  }

  private void restart() throws Exception {
    assertThat(site.httpd("-k", "stop").code()).isZero();
    site.await("AH00491");
    Files.delete(folder.resolve("logs/error_log"));
    site.start();
  }

  private void everybodyAcceptsTheStaple() throws Exception {
    assertThat(openssl())
        .contains("OCSP Response Status: successful (0x0)", "Cert Status: good")
        .contains("Verify return code: 0 (ok)");
    assertThat(curl("hard", "--cert-status").out()).isEqualTo("the page\n");
    assertThat(curl("must", "--cert-status").out()).isEqualTo("the page\n");
    assertThat(gnutls()).contains("- Status: The certificate is trusted.", "OCSP status request");
  }

  private void nobodyIsStapled() throws Exception {
    assertThat(openssl()).contains("OCSP response: no response sent");
    assertThat(curl("hard", "--cert-status").code()).isEqualTo(NO_STAPLE);
    assertThat(curl("hard").out()).isEqualTo("the page\n");
    assertThat(gnutls())
        .contains("- Status: The certificate is trusted.")
        .doesNotContain("OCSP status request");
    assertThat(curl("must").code()).isEqualTo(35);
  }

  private String openssl() throws Exception {
    return Shell.run(clock.of(StapleClients.openssl(site.port(), "hard.lab", pki.file("root.crt"))))
        .all();
  }

  private Shell.Result curl(String host, String... options) throws Exception {
    return get(host, "/index.html", options);
  }

  /** What a client gets of a page for members; nothing but the page counts. */
  private String visit(String client, String host) throws Exception {
    Shell.Result got =
        get(
            host,
            "/restricted/page.txt",
            "--fail",
            "--cert",
            pki.file(client + ".crt").toString(),
            "--key",
            pki.file(client + ".key").toString());
    return got.out();
  }

  private Shell.Result get(String host, String path, String... options) throws Exception {
    String authority = host + ".lab:" + site.port();
    List<String> words =
        StapleClients.curl(pki.file("trust"), "--resolve", authority + ":127.0.0.1");
    words.addAll(List.of(options));
    words.add("https://" + authority + path);
    return Shell.run(clock.of(words));
  }

  private String gnutls() throws Exception {
    return Shell.run(
            clock.of(
                StapleClients.gnutls(
                    site.port(),
                    pki.file("root.crt"),
                    "--sni-hostname",
                    "hard.lab",
                    "--verify-hostname",
                    "hard.lab",
                    "127.0.0.1")))
        .all();
  }
}
