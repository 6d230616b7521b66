package bulla.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that check the staple of a certificate that requires one, and responders that are down at
 * the start, over a restart, and afterwards.
 */
class StapledClientsTest {
  static final String HOST =
      """
      LogLevel ssl:info
      Listen 127.0.0.1:@PORT@
      LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
      SSLStaplingCache shmcb:@DIR@/staples(128000)
      SSLStaplingResponderTimeout 3
      <VirtualHost *:@PORT@>
      ServerName localhost
      SSLEngine on
      SSLCertificateFile @DIR@/pki/www.crt
      SSLCertificateKeyFile @DIR@/pki/www.key
      SSLCertificateChainFile @DIR@/pki/ca.crt
      SSLUseStapling on
      </VirtualHost>
      """;

  @TempDir Path folder;
  private Site site;
  private OpensslPki pki;
  private OpensslResponder responder;

  @BeforeEach
  void aSite() throws Exception {
    site = Site.write(folder, "");
    Path made = Files.createDirectories(folder.resolve("pki"));
    responder = new OpensslResponder(made);
    pki = new OpensslPki(made, responder.url());
    pki.makeAuthorities();
    pki.mustStapleServer("www", "localhost");
    site.configure(HOST);
  }

  @AfterEach
  void stopped() throws Exception {
    site.close();
    responder.close();
  }

  @Test
  void opensslCurlAndGnutlsAcceptTheStaple() throws Exception {
    site.start();
    assertThat(openssl())
        .contains("OCSP Response Status: successful (0x0)", "Cert Status: good")
        .contains("Verify return code: 0 (ok)");
    assertThat(curl("--tlsv1.3").out()).isEqualTo("the page\n");
    assertThat(curl("--tls-max", "1.2").out()).isEqualTo("the page\n");
    for (String versions :
        List.of("NORMAL:-VERS-ALL:+VERS-TLS1.3", "NORMAL:-VERS-ALL:+VERS-TLS1.2")) {
      assertThat(gnutls(versions).all())
          .contains("- Status: The certificate is trusted.", "OCSP status request");
    }
  }

  @Test
  void withTheResponderDownAtTheStartNobodyIsShownTheCertificateAndThenEverybody()
      throws Exception {
    responder.down(true);
    site.start();
    assertThat(site.log())
        .contains("[core:error]")
        .contains(
            "localhost:443 is not served until there is a stapling response: its certificate"
                + " requires one (RFC 7633)");
    assertThat(curl().code()).isEqualTo(35);
    responder.down(false);
    site.await("no longer so: localhost:443 is not served");
    assertThat(curl().out()).isEqualTo("the page\n");
  }

  @Test
  void aRestartAndAReloadWhileTheResponderIsDownStapleAtOnce() throws Exception {
    site.start();
    assertThat(curl().out()).isEqualTo("the page\n");
    responder.down(true);
    assertThat(curl().out()).isEqualTo("the page\n");
    assertThat(site.httpd("-k", "graceful").code()).isZero();
    site.await("AH00489", 2);
    assertThat(curl().out()).isEqualTo("the page\n");
    assertThat(site.httpd("-k", "stop").code()).isZero();
    site.await("AH00491");
    Files.delete(folder.resolve("logs/error_log"));
    site.start();
    assertThat(curl().out()).isEqualTo("the page\n");
    assertThat(site.log()).contains("stapling response found in the stapling cache, good until ");
  }

  private String openssl() throws Exception {
    return Shell.run(StapleClients.openssl(site.port(), "localhost", pki.file("root.crt"))).all();
  }

  private Shell.Result curl(String... options) throws Exception {
    List<String> words = StapleClients.curl(pki.file("trust"), "--cert-status");
    words.addAll(List.of(options));
    words.add("https://localhost:" + site.port() + "/index.html");
    return Shell.run(words);
  }

  private Shell.Result gnutls(String priority) throws Exception {
    return Shell.run(
        StapleClients.gnutls(
            site.port(), pki.file("root.crt"), "--priority", priority, "localhost"));
  }
}
