package bulla.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What wins where mod_md and mod_ssl are told different things about staples. */
class ManagedStaplingTest {
  private static final String CONFIGURATION =
      """
      ServerRoot "@DIR@"
      Listen 127.0.0.1:@PORT@ https
      PidFile "@DIR@/httpd.pid"
      DefaultRuntimeDir "@DIR@"
      ServerName localhost
      LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
      LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
      LoadModule socache_shmcb_module /usr/lib/apache2/modules/mod_socache_shmcb.so
      LoadModule md_module /usr/lib/apache2/modules/mod_md.so
      LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
      User www-data
      Group www-data
      ErrorLog "@DIR@/error_log"
      SSLStaplingCache shmcb:@DIR@/staples(128000)
      MDStoreDir "@DIR@/md"
      """;

  private static final String HOST =
      """
      <VirtualHost *:@PORT@>
      ServerName @NAME@
      SSLEngine on
      SSLCertificateFile @DIR@/pki/@NAME@.pem
      SSLCertificateKeyFile @DIR@/pki/@NAME@.key
      @LINES@
      </VirtualHost>
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(WebServer.Kind.class)
  void theHostsWordOverridesTheServersAndModMdOverridesModSsl(WebServer.Kind kind)
      throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path made = Files.createDirectories(folder.resolve("pki"));
    try (OpensslResponder responder = new OpensslResponder(made)) {
      OpensslPki pki = new OpensslPki(made, responder.url());
      pki.makeAuthorities();
      int port = WebServer.freePort();
      StringBuilder text = new StringBuilder(CONFIGURATION + "MDStapling on\n");
      for (String[] host :
          new String[][] {
            {"inherits", ""},
            {"ssl-off", "SSLUseStapling off"},
            {"md-off", "MDStapling off"},
            {"md-off-ssl-on", "MDStapling off\nSSLUseStapling on"},
            {"others-off", "MDStapleOthers off"},
          }) {
        pki.server(host[0], host[0]);
        // mod_md wants the issuer in the same file.
        Files.writeString(
            made.resolve(host[0] + ".pem"),
            Files.readString(pki.file(host[0] + ".crt")) + Files.readString(pki.file("ca.crt")));
        text.append(HOST.replace("@NAME@", host[0]).replace("@LINES@", host[1]));
      }
      Path configuration = folder.resolve("httpd.conf");
      Files.writeString(
          configuration,
          text.toString()
              .replace("@DIR@", folder.toString())
              .replace("@PORT@", Integer.toString(port)));
      WebServer server = WebServer.start(kind, configuration, port);
      try {
        // mod_md asks when its watchdog comes to it.
        awaitStaple(port, "inherits");
        awaitStaple(port, "ssl-off");
        awaitStaple(port, "md-off-ssl-on");
        assertThat(stapled(port, "md-off")).isFalse();
        assertThat(stapled(port, "others-off")).isFalse();
      } finally {
        server.stop();
      }
    }
  }

  private static void awaitStaple(int port, String name) throws Exception {
    for (int tries = 0; tries < 200 && !stapled(port, name); tries++) {
      Thread.sleep(100);
    }
    assertThat(stapled(port, name)).as(name).isTrue();
  }

  private static boolean stapled(int port, String name) throws Exception {
    return Shell.run(
            List.of(
                "openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + port,
                "-servername",
                name,
                "-status"))
        .all()
        .contains("Cert Status: good");
  }
}
