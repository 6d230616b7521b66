package bulla.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that are renewed while the server runs, without a signal. */
class CertificateWatchTest {
  private static final String HOST =
      """
      Listen 127.0.0.1:@PORT@
      LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
      <VirtualHost *:@PORT@>
      ServerName localhost
      SSLEngine on
      SSLCertificateFile @DIR@/server.crt
      SSLCertificateKeyFile @DIR@/server.key
      </VirtualHost>
      """;

  @TempDir Path folder;
  private Site site;

  @BeforeEach
  void aSite() throws Exception {
    site = Site.write(folder, "");
    SelfSigned.write(folder, "server", "/CN=first.example");
    SelfSigned.write(folder, "next", "/CN=second.example");
    site.configure(HOST);
  }

  @AfterEach
  void stopped() throws Exception {
    site.close();
  }

  @Test
  void aRenewedPairIsServedWithoutASignal() throws Exception {
    site.start();
    assertThat(SelfSigned.served(site.port())).contains("first.example");
    put("key");
    put("crt");
    assertThat(site.await("was renewed"))
        .contains("[ssl:notice]")
        .contains("the certificate of localhost:443 was renewed: serial number ");
    assertThat(SelfSigned.served(site.port())).contains("second.example");
    assertThat(site.getFrom("https", "/index.html")).isEqualTo("the page\n200\n");
  }

  @Test
  void halfAPairLeavesTheOldOneAndIsToldOnce() throws Exception {
    site.start();
    put("key");
    String log = site.await("tried again when they change");
    assertThat(log)
        .contains("AH02565: Certificate and private key localhost:443:0 from")
        .contains(
            "the certificate files of localhost:443 have changed and cannot be used; what was read"
                + " before goes on serving, and they are tried again when they change: ");
    assertThat(SelfSigned.served(site.port())).contains("first.example");
    TimeUnit.SECONDS.sleep(3);
    assertThat(Site.count(site.log(), "AH02565")).isEqualTo(1);
    put("crt");
    site.await("was renewed");
    assertThat(SelfSigned.served(site.port())).contains("second.example");
  }

  @Test
  void aKeyThatOnlyRootCanReadIsToldWithWhatToDo() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "this test must be started as root");
    Shell.must("chmod", "0600", folder.resolve("server.key").toString());
    site.start();
    Shell.must("chmod", "0600", folder.resolve("next.key").toString());
    put("key");
    put("crt");
    assertThat(site.await("given root up"))
        .contains("AH02565")
        .contains(
            "the server has given root up and cannot read "
                + folder.resolve("server.key")
                + " any more: restart it, or let its user read the file");
    assertThat(SelfSigned.served(site.port())).contains("first.example");
  }

  @Test
  void theWatchCanBeSwitchedOff() throws Exception {
    site.configure(HOST.replace("<VirtualHost", "BullaCertificateWatch off\n<VirtualHost"));
    site.start();
    put("key");
    put("crt");
    TimeUnit.SECONDS.sleep(4);
    assertThat(SelfSigned.served(site.port())).contains("first.example");
    assertThat(site.log()).doesNotContain("was renewed");
  }

  private void put(String kind) throws Exception {
    Files.move(
        folder.resolve("next." + kind),
        folder.resolve("server." + kind),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
