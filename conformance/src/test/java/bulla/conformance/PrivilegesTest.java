package bulla.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that was started as root and becomes its User. */
class PrivilegesTest {
  private static final String TLS =
      """
      LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
      LoadModule socache_shmcb_module /usr/lib/apache2/modules/mod_socache_shmcb.so
      SSLStaplingCache shmcb:@DIR@/staples(128000)
      CustomLog logs/access_log "%r %>s"
      <VirtualHost *:@PORT@>
      ServerName localhost
      SSLEngine on
      SSLCertificateFile @DIR@/server.crt
      SSLCertificateKeyFile @DIR@/server.key
      </VirtualHost>
      """;

  @TempDir Path folder;

  @BeforeAll
  static void onlyRootCanGiveRootUp() {
    assumeTrue(
        "root".equals(System.getProperty("user.name")), "these tests must be started as root");
  }

  @Test
  void noThreadIsRootWhenTheFirstRequestIsServed() throws Exception {
    try (Site site = Site.write(folder, "")) {
      site.start();
      assertThat(site.get("/index.html")).isEqualTo("the page\n200\n");
      String uid = Shell.must("id", "-u", "www-data").strip();
      String gid = Shell.must("id", "-g", "www-data").strip();
      String groups = Shell.must("id", "-G", "www-data").strip();
      List<String> threads = threads(site.pid());
      assertThat(threads).hasSizeGreaterThan(5);
      assertThat(threads)
          .allSatisfy(
              status ->
                  assertThat(status)
                      .contains("\nUid:" + ("\t" + uid).repeat(4) + "\n")
                      .contains("\nGid:" + ("\t" + gid).repeat(4) + "\n")
                      .containsPattern("\nGroups:\t" + groups + " ?\n")
                      .contains("\nCapPrm:\t0000000000000000\n")
                      .contains("\nCapEff:\t0000000000000000\n"));
    }
  }

  @Test
  void whatOnlyRootCanReadIsForbidden() throws Exception {
    try (Site site = Site.write(folder, "")) {
      Path secret = Files.writeString(folder.resolve("www/secret.txt"), "root's\n");
      Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
      site.start();
      assertThat(site.get("/secret.txt")).endsWith("403\n").doesNotContain("root's");
      assertThat(site.await("AH00132"))
          .contains("AH00132: file permissions deny server access: " + secret);
    }
  }

  @Test
  void aReloadGoesOnWithPortsKeysAndLogsThatRootHasOpened() throws Exception {
    tls();
    try (Site site = Site.write(folder, TLS)) {
      site.start();
      assertThat(site.getFrom("https", "/index.html")).isEqualTo("the page\n200\n");
      site.configure("Listen 127.0.0.1:@PORT@\n" + TLS.replace("%r %>s", "%r %>s again"));
      assertThat(site.httpd("-k", "graceful").code()).isZero();
      site.await("AH00489", 2);
      assertThat(site.getFrom("https", "/index.html")).isEqualTo("the page\n200\n");
      assertThat(site.log()).doesNotContain("AH00020").doesNotContain("anew as the server's user");
      assertThat(Site.lines(folder.resolve("logs/access_log"), 2))
          .isEqualTo("GET /index.html HTTP/1.1 200\nGET /index.html HTTP/1.1 200 again\n");
    }
  }

  @Test
  void aLogThatWasRotatedOutOfReachIsTold() throws Exception {
    try (Site site = Site.write(folder, "")) {
      site.start();
      Files.move(folder.resolve("logs/error_log"), folder.resolve("logs/error_log.1"));
      assertThat(site.httpd("-k", "graceful").code()).isZero();
      String log = "";
      for (int tries = 0; tries < 200 && !log.contains("anew as"); tries++) {
        Thread.sleep(50);
        log = Files.readString(folder.resolve("logs/error_log.1"));
      }
      assertThat(log)
          .contains(
              "(13)Permission denied: could not open log file "
                  + folder.resolve("logs/error_log")
                  + " anew as the server's user; lines go on to the file that was opened at the"
                  + " start (let the user write in its directory, or rotate with copytruncate)");
      assertThat(site.get("/index.html")).isEqualTo("the page\n200\n");
    }
  }

  @Test
  void theStaplesCanStillBeKept() throws Exception {
    tls();
    try (Site site = Site.write(folder, TLS)) {
      site.start();
      assertThat(Shell.must("stat", "-c", "%U:%G", folder.resolve("staples").toString()))
          .isEqualTo("www-data:www-data\n");
    }
  }

  @Test
  void aDirectoryThatHoldsSomethingElseStaysRoots() throws Exception {
    tls();
    Files.createDirectory(folder.resolve("staples"));
    Files.writeString(folder.resolve("staples/notes.txt"), "somebody's");
    try (Site site = Site.write(folder, TLS)) {
      site.start();
      assertThat(site.log()).contains("/staples stays root's").contains("it holds notes.txt");
      assertThat(Shell.must("stat", "-c", "%U", folder.resolve("staples").toString()))
          .isEqualTo("root\n");
    }
  }

  @Test
  void refusalsAreRecordedByTheUserAndExplainedToRoot() throws Exception {
    tls();
    try (Site site =
        Site.write(
            folder,
            TLS
                + "LoadModule authz_host_module /usr/lib/apache2/modules/mod_authz_host.so\n"
                + "<Location /restricted>\nRequire ssl-verify-client\n</Location>\n")) {
      site.start();
      String page = site.getFrom("https", "/restricted");
      assertThat(page).contains("<p>Reference: ");
      String id = page.replaceFirst("(?s).*<p>Reference: ([^<]*)</p>.*", "$1");
      site.await("refusal " + id);

      Path records = folder.resolve("httpd-refusals");
      assertThat(Shell.must("stat", "-c", "%U:%a", records.toString())).startsWith("www-data:");
      Shell.Result explained = explain(site, id);
      for (int tries = 0; tries < 20 && explained.code() != 0; tries++) {
        explained = explain(site, id);
      }
      assertThat(explained.out())
          .contains("Refused because the client does not meet Require ssl-verify-client (")
          .contains(site.configuration() + ":");
      assertThat(
              Shell.must("stat", "-c", "%U:%a", records.resolve("0000000001.refusals").toString()))
          .isEqualTo("www-data:600\n");
    }
  }

  private static Shell.Result explain(Site site, String id) throws Exception {
    return Shell.run(Shell.bulla("explain", id, "-f", site.configuration().toString()));
  }

  @Test
  void aServerWithoutAUserDoesNotStart() throws Exception {
    try (Site site = Site.write(folder, "")) {
      replace(site, "User www-data\n", "");
      Shell.Result result = site.httpd("-DFOREGROUND");
      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err())
          .contains(
              "AH02155: getpwuid: couldn't determine user name from uid 4294967295, you probably"
                  + " need to modify the User directive")
          .contains("User www-data and Group www-data");
      assertThat(Files.exists(folder.resolve("httpd.pid"))).isFalse();
    }
  }

  @Test
  void rootAndUsersThatAreNotThereAreRefusedAsHttpdRefusesThem() throws Exception {
    try (Site site = Site.write(folder, "")) {
      String good = Files.readString(site.configuration());
      for (String line :
          List.of(
              "User root", "User #0", "User nobody-of-this-name", "Group nobody-of-this-name")) {
        String what = line.substring(0, line.indexOf(' '));
        Files.writeString(site.configuration(), good.replace(what + " www-data", line));
        Shell.Result ours = site.httpd("-t");
        Shell.Result theirs =
            Shell.run(List.of("/usr/sbin/apache2", "-t", "-f", site.configuration().toString()));
        assertThat(ours.code()).isEqualTo(theirs.code()).isEqualTo(1);
        assertThat(ours.err()).startsWith(theirs.err().strip().replace("apache2: ", "httpd: "));
      }
    }
  }

  @Test
  void onlyADefineLetsItStayRoot() throws Exception {
    try (Site site = Site.write(folder, "")) {
      replace(site, "User www-data\n", "User root\n");
      site.start("-DBIG_SECURITY_HOLE");
      assertThat(threads(site.pid()))
          .allSatisfy(s -> assertThat(s).contains("\nUid:\t0\t0\t0\t0\n"));
      assertThat(site.log()).contains("the server goes on as root, as -D BIG_SECURITY_HOLE asks");
    }
  }

  /** A certificate, whose key nobody but root may read. */
  private void tls() throws IOException, InterruptedException {
    SelfSigned.write(folder, "server", "/CN=localhost");
    Files.setPosixFilePermissions(
        folder.resolve("server.key"), PosixFilePermissions.fromString("rw-------"));
  }

  private static void replace(Site site, String what, String instead) throws IOException {
    Files.writeString(
        site.configuration(), Files.readString(site.configuration()).replace(what, instead));
  }

  private static List<String> threads(long pid) throws IOException {
    List<String> statuses = new ArrayList<>();
    try (DirectoryStream<Path> tasks =
        Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
      for (Path task : tasks) {
        statuses.add(Files.readString(task.resolve("status")));
      }
    }
    return statuses;
  }
}
