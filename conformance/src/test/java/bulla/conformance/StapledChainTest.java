package bulla.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Staples of what is sent after the host's own certificate, counted by gnutls-cli. OpenSSL can from
 * 3.6 on; the server is started with one that lies elsewhere by {@code -Dbulla.openssl=folder}.
 */
class StapledChainTest {
  private static final String HOST =
      """
      LogLevel ssl:info
      Listen 127.0.0.1:@PORT@
      LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
      SSLStaplingCache shmcb:@DIR@/staples(128000)
      SSLCACertificateFile @DIR@/pki/root.crt
      <VirtualHost *:@PORT@>
      ServerName localhost
      SSLEngine on
      SSLCertificateFile @DIR@/pki/www.crt
      SSLCertificateKeyFile @DIR@/pki/www.key
      SSLCertificateChainFile @DIR@/pki/chain
      SSLUseStapling on
      </VirtualHost>
      """;

  private static final Pattern OPENSSL = Pattern.compile("OpenSSL/(\\d+)\\.(\\d+)\\.\\d+");

  @TempDir Path folder;
  private Site site;
  private OpensslPki pki;
  private OpensslResponder root;
  private OpensslResponder above;
  private OpensslResponder issuing;

  @BeforeEach
  void aSiteWithTwoIntermediates() throws Exception {
    site = Site.write(folder, "");
    Path made = Files.createDirectories(folder.resolve("pki"));
    root = new OpensslResponder(made, "root", "root");
    above = new OpensslResponder(made, "ca", "ca");
    issuing = new OpensslResponder(made, "issuing", "issuing");
    pki = new OpensslPki(made, issuing.url());
    pki.makeAuthorities();
    pki.authority("ca", "root", "/C=CH/O=Carcano SA/CN=CARC I101L", root.url());
    pki.authority("issuing", "ca", "/C=CH/O=Carcano SA/CN=CARC I102L", above.url());
    pki.server("www", "issuing", "localhost");
    Files.writeString(
        made.resolve("chain"),
        Files.readString(pki.file("issuing.crt")) + Files.readString(pki.file("ca.crt")));
    site.configure(HOST);
    String libraries = System.getProperty("bulla.openssl");
    if (libraries != null) {
      site.environment("LD_LIBRARY_PATH", libraries);
    }
  }

  @AfterEach
  void stopped() throws Exception {
    site.close();
    root.close();
    above.close();
    issuing.close();
  }

  @Test
  void intermediatesAreStapledWhereOpensslCanAndElseNobodyIsAskedAboutThem() throws Exception {
    site.start();
    boolean can = canStapleChains(site.await("AH00489"));
    assertThat(staples("NORMAL:-VERS-ALL:+VERS-TLS1.3")).isEqualTo(can ? 3 : 1);
    assertThat(staples("NORMAL:-VERS-ALL:+VERS-TLS1.2")).isEqualTo(1);
    assertThat(List.of(issuing.queries(), above.queries(), root.queries()))
        .isEqualTo(can ? List.of(1, 1, 1) : List.of(1, 0, 0));

    // The staple of a place stays at its place when there is none before it.
    pki.status("issuing", 'R');
    site.httpd("-k", "stop");
    site.await("AH00491");
    Files.delete(folder.resolve("logs/error_log"));
    deleteStaples();
    site.start();
    assertThat(staples("NORMAL:-VERS-ALL:+VERS-TLS1.3")).isEqualTo(can ? 2 : 1);
    if (can) {
      assertThat(site.log()).contains("AH02969", "status revoked (reason: superseded)");
    }
  }

  private static boolean canStapleChains(String log) {
    Matcher version = OPENSSL.matcher(log);
    assertThat(version.find()).isTrue();
    int major = Integer.parseInt(version.group(1));
    boolean can = major > 3 || (major == 3 && Integer.parseInt(version.group(2)) >= 6);
    if (!can) {
      System.out.println(
          version.group() + " staples a host's own certificate alone; 3.6 would staple its chain");
    }
    return can;
  }

  private void deleteStaples() throws Exception {
    try (var kept = Files.list(folder.resolve("staples"))) {
      for (Path file : kept.toList()) {
        Files.delete(file);
      }
    }
  }

  /** How many responses gnutls-cli is given, which trusts what it is shown. */
  private int staples(String priority) throws Exception {
    Path saved = folder.resolve("saved");
    Files.deleteIfExists(saved);
    Shell.Result said =
        Shell.run(
            StapleClients.gnutls(
                site.port(),
                pki.file("root.crt"),
                "--priority",
                priority,
                "--save-ocsp-multi",
                saved.toString(),
                "localhost"));
    assertThat(said.all()).contains("- Status: The certificate is trusted.");
    return Site.count(Files.readString(saved), "-----BEGIN OCSP RESPONSE-----");
  }
}
