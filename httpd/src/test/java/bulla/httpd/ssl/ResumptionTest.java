package bulla.httpd.ssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import bulla.httpd.core.StartupException;
import bulla.testkit.Issued;
import bulla.testkit.TestCa;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that come back with a session: {@code openssl s_client -sess_out} and -sess_in. */
class ResumptionTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: www.lab\r\nConnection: close\r\n\r\n";

  @TempDir Path root;

  private final List<SslServer> running = new ArrayList<>();
  private Path session;

  @BeforeEach
  void writeFiles() throws IOException {
    Files.createDirectories(root.resolve("www"));
    Files.createDirectories(root.resolve("second"));
    Issued made = TestCa.root("Root").issue("www.lab").dnsName("www.lab").make();
    made.writeTo(root, "www");
    session = root.resolve("session");
    key(1);
  }

  @AfterEach
  void stop() {
    running.forEach(SslServer::close);
  }

  private void key(int number) throws IOException {
    byte[] bytes = new byte[48];
    Arrays.fill(bytes, (byte) number);
    Files.write(root.resolve("tickets"), bytes);
  }

  private String configuration(String server, String host) {
    return """
    ServerName main.lab
    Listen 443
    %s
    <VirtualHost *:*>
    ServerName www.lab
    DocumentRoot %s/www
    SSLEngine on
    SSLCertificateFile %s/www.crt
    SSLCertificateKeyFile %s/www.key
    %s
    </VirtualHost>
    """
        .formatted(server, root, root, root, host);
  }

  private SslServer start(String server, String host) throws Exception {
    SslServer made =
        new SslServer(
            running.isEmpty() ? root : root.resolve("second"), configuration(server, host));
    running.add(made);
    made.start();
    return made;
  }

  /** What s_client says; whether it came back is in its third line of {@code SSL-Session}. */
  private String client(SslServer server, String protocol, String option, String... more)
      throws Exception {
    List<String> command =
        Command.client(server.port(), "www.lab", "-ign_eof", protocol, option, session.toString());
    command.addAll(List.of(more));
    return Command.run(GET, command).output();
  }

  private static void assertFull(String said) {
    assertThat(said).contains("\nNew, TLSv1.");
  }

  private static void assertResumed(String said) {
    assertThat(said).contains("\nReused, TLSv1.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aReloadLosesNoSession(String protocol) throws Exception {
    SslServer server = start("", "");
    assertFull(client(server, protocol, "-sess_out"));
    server.reload(configuration("", ""));
    assertResumed(client(server, protocol, "-sess_in"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void serversWithOneKeyFileTakeEachOthersTickets(String protocol) throws Exception {
    String file = "SSLSessionTicketKeyFile " + root + "/tickets";
    SslServer first = start("", file);
    SslServer second = start("", file);
    assertFull(client(first, protocol, "-sess_out"));
    assertResumed(client(second, protocol, "-sess_in"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aKeyFileThatWasChangedCountsAfterAReloadAndOldTicketsAreRenewed(String protocol)
      throws Exception {
    String file = "LogLevel info\nSSLSessionTicketKeyFile " + root + "/tickets";
    SslServer server = start("", file);
    assertThat(client(server, protocol, "-sess_out")).contains(nameOf(1));
    key(2);
    assertThat(client(server, protocol, "-sess_in")).contains("Reused", nameOf(1));
    server.reload(configuration("", file));
    assertThat(client(server, protocol, "-sess_in")).contains("Reused", nameOf(2));
    assertThat(server.log("www.lab"))
        .contains(
            "AH02288: TLS session ticket key for www.lab:443 successfully loaded from "
                + root
                + "/tickets");
  }

  @Test
  void aReloadThatFailsChangesNoKey() throws Exception {
    String file = "SSLSessionTicketKeyFile " + root + "/tickets";
    SslServer server = start("", file);
    key(2);
    StartupException refused =
        catchThrowableOfType(
            StartupException.class,
            () -> server.reload(configuration("", file + "\nSSLOpenSSLConfCmd Groups nonsense")));
    assertThat(refused.lines())
        .containsExactly(
            "AH02407: \"SSLOpenSSLConfCmd Groups nonsense\" failed for www.lab:443 (correct it: "
                + root
                + "/httpd.conf:11)");
    assertThat(server.log("www.lab"))
        .contains("AH02407: \"SSLOpenSSLConfCmd Groups nonsense\" failed for www.lab:443");
    assertThat(client(server, "-tls1_3", "-sess_out")).contains(nameOf(1));
  }

  @Test
  void aKeyFileThatIsTooShortIsRefusedInHttpdsWords() throws Exception {
    Files.write(root.resolve("tickets"), new byte[47]);
    StartupException refused =
        catchThrowableOfType(
            StartupException.class,
            () -> start("", "SSLSessionTicketKeyFile " + root + "/tickets"));
    assertThat(refused.lines())
        .anyMatch(
            line ->
                line.startsWith(
                    "AH02287: Failed to read 48 bytes from "
                        + root
                        + "/tickets: (70014) End of file found"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void withoutTicketsAndWithoutACacheNobodyComesBack(String protocol) throws Exception {
    SslServer server = start("SSLSessionCache none", "SSLSessionTickets off");
    client(server, protocol, "-sess_out");
    assertThat(session).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void withoutTicketsTheCacheKeepsSessionsAlsoOverAReload(String protocol) throws Exception {
    String cache = "SSLSessionCache shmcb:cache(512000)";
    SslServer server = start(cache, "SSLSessionTickets off");
    assertFull(client(server, protocol, "-sess_out"));
    server.reload(configuration(cache, "SSLSessionTickets off"));
    assertResumed(client(server, protocol, "-sess_in"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "SSLSessionTickets off"})
  void aSessionEndsAfterItsTimeout(String tickets) throws Exception {
    SslServer server = start("SSLSessionCache dbm:cache", "SSLSessionCacheTimeout 2\n" + tickets);
    assertFull(client(server, "-tls1_2", "-sess_out"));
    assertResumed(client(server, "-tls1_2", "-sess_in"));
    TimeUnit.MILLISECONDS.sleep(3100);
    assertFull(client(server, "-tls1_2", "-sess_in"));
  }

  @Test
  void nonenotnullGivesSessionsAnIdAndKeepsNone() throws Exception {
    SslServer server = start("SSLSessionCache nonenotnull", "SSLSessionTickets off");
    assertThat(client(server, "-tls1_2", "-sess_out"))
        .containsPattern("Session-ID: [0-9A-F]{64}\n");
    assertFull(client(server, "-tls1_2", "-sess_in"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void serversShareSessionsInRedisWhereNobodyElseCanReadThem(String protocol) throws Exception {
    try (Redis redis = Redis.start(root)) {
      String cache = "SSLSessionCache redis:127.0.0.1:" + redis.port();
      String host = "SSLSessionTickets off\nSSLSessionTicketKeyFile " + root + "/tickets";
      SslServer first = start(cache, host);
      SslServer second = start(cache, host);
      assertFull(client(first, protocol, "-sess_out"));
      String key = redis.awaitKey();
      assertThat(key).startsWith("bulla-tls-session:");
      assertThat(redis.cli("getrange", key, "0", "15")).isEqualTo("\u0001".repeat(16));
      // SSL_SESSION in DER would show the host's name.
      assertThat(redis.cli("get", key)).doesNotContain("www.lab");
      assertThat(Integer.parseInt(redis.cli("ttl", key))).isBetween(290, 300);
      assertResumed(client(second, protocol, "-sess_in"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void serversShareSessionsInMemcachedWhereNobodyElseCanReadThem(String protocol) throws Exception {
    try (Memcached memcached = Memcached.start()) {
      String cache =
          "LoadModule socache_memcache_module modules/mod_socache_memcache.so\n"
              + "SSLSessionCache memcache:127.0.0.1:"
              + memcached.port();
      String host = "SSLSessionTickets off\nSSLSessionTicketKeyFile " + root + "/tickets";
      SslServer first = start(cache, host);
      SslServer second = start(cache, host);
      assertFull(client(first, protocol, "-sess_out"));
      String key = memcached.awaitKey();
      assertThat(key).startsWith("bulla-tls-session:");
      String kept = memcached.ask("get " + key);
      assertThat(kept).contains("\r\n" + "\u0001".repeat(16)).doesNotContain("www.lab");
      assertThat(memcached.secondsLeft(key)).isBetween(280L, 300L);
      assertResumed(client(second, protocol, "-sess_in"));
    }
  }

  @Test
  void aMemcachedThatIsGoneCostsAFullHandshakeAndALine() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    SslServer server =
        start(
            "LoadModule socache_memcache_module modules/mod_socache_memcache.so\n"
                + "SSLSessionCache memcache:127.0.0.1:"
                + port,
            "SSLSessionTickets off");
    assertFull(client(server, "-tls1_2", "-sess_out"));
    assertFull(client(server, "-tls1_2", "-sess_in"));
    assertThat(server.logWith("main.lab", "socache_memcache:error"))
        .contains("[socache_memcache:error]");
  }

  @Test
  void withoutAKeyFileSessionsInRedisAreOfNoUseToOthersAndTheLogSaysSo() throws Exception {
    try (Redis redis = Redis.start(root)) {
      String cache = "SSLSessionCache redis:127.0.0.1:" + redis.port();
      SslServer first = start(cache, "SSLSessionTickets off");
      SslServer second = start(cache, "SSLSessionTickets off");
      assertFull(client(first, "-tls1_2", "-sess_out"));
      redis.awaitKey();
      assertFull(client(second, "-tls1_2", "-sess_in"));
      assertResumed(client(first, "-tls1_2", "-sess_in"));
      assertThat(first.log("www.lab"))
          .contains("no other server can read them [Hint: SSLSessionTicketKeyFile]");
    }
  }

  @Test
  void aRedisThatIsGoneCostsAFullHandshakeAndALine() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    SslServer server =
        start(
            "RedisTimeout 200ms\nSSLSessionCache redis:127.0.0.1:" + port, "SSLSessionTickets off");
    assertFull(client(server, "-tls1_2", "-sess_out"));
    assertFull(client(server, "-tls1_2", "-sess_in"));
    assertThat(server.logWith("main.lab", "AH034")).contains("AH0347", "scache_rd: ");
  }

  /** A key's name as s_client shows a ticket's first line. */
  private static String nameOf(int number) {
    return "0000 - " + ("0" + number + " ").repeat(7) + "0" + number + "-";
  }
}
