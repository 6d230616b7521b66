package bulla.httpd.ssl;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.httpd.core.Hooks;
import bulla.httpd.core.SharedStore;
import bulla.httpd.core.SocacheProvider;
import bulla.httpd.socache.SocacheMemcacheModule;
import bulla.httpd.socache.SocacheRedisModule;
import bulla.pki.CertId;
import bulla.pki.CertStatus;
import bulla.pki.OcspResponse;
import bulla.revocation.StapleStore;
import bulla.testkit.Issued;
import bulla.testkit.OcspBehaviour;
import bulla.testkit.OcspFake;
import bulla.testkit.TestCa;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Staples that a fleet keeps in one redis or memcached. */
class SharedStaplesTest {
  @TempDir Path root;
  private final TestCa issuing = TestCa.root("Root").intermediate("Issuing");
  private final OcspFake responder =
      OcspFake.start(issuing, InstantSource.system(), new OcspBehaviour.Good());
  private final Issued issued =
      issuing.issue("www.lab").dnsName("www.lab").ocspUrl(responder.url()).make();

  @BeforeEach
  void writeFiles() throws IOException {
    Files.createDirectories(root.resolve("www"));
    issued.writeTo(root, "www");
    Files.writeString(root.resolve("issuing.crt"), issuing.certificate().pem());
  }

  @AfterEach
  void stop() {
    responder.close();
  }

  private SslServer start(String cache) throws Exception {
    SslServer server =
        new SslServer(
            root,
            """
            ServerName main.lab
            Listen 443
            LogLevel info
            LoadModule socache_memcache_module modules/mod_socache_memcache.so
            RedisTimeout 300ms
            SSLStaplingCache %s
            <VirtualHost *:*>
            ServerName www.lab
            DocumentRoot www
            SSLEngine on
            SSLCertificateFile www.crt
            SSLCertificateKeyFile www.key
            SSLCertificateChainFile issuing.crt
            SSLUseStapling on
            </VirtualHost>
            """
                .formatted(cache));
    server.start();
    return server;
  }

  private String key() throws Exception {
    return "bulla-staple:"
        + HexFormat.of()
            .formatHex(MessageDigest.getInstance("SHA-256").digest(issued.certificate().der()));
  }

  @Test
  void aServerThatStartsWhileTheResponderIsDownStaplesWhatAnotherHasLeftInRedis() throws Exception {
    try (Redis redis = Redis.start(root)) {
      String cache = "redis:127.0.0.1:" + redis.port();
      start(cache).close();
      assertThat(redis.awaitKey()).isEqualTo(key());
      assertThat(Integer.parseInt(redis.cli("ttl", key()))).isBetween(3500, 3600);
      responder.close();
      try (SslServer other = start(cache)) {
        assertThat(StatusClient.shown(other, "www.lab")).contains(StatusClient.STAPLED);
        assertThat(other.log("www.lab"))
            .contains("stapling response found in the stapling cache, good until ");
      }
    }
  }

  @Test
  void aServerThatStartsWhileTheResponderIsDownStaplesWhatAnotherHasLeftInMemcached()
      throws Exception {
    try (Memcached memcached = Memcached.start()) {
      String cache = "memcache:127.0.0.1:" + memcached.port();
      start(cache).close();
      assertThat(memcached.items()).isEqualTo(1);
      assertThat(memcached.ask("get " + key())).startsWith("VALUE " + key() + " 0 ");
      responder.close();
      try (SslServer other = start(cache)) {
        assertThat(StatusClient.shown(other, "www.lab")).contains(StatusClient.STAPLED);
      }
    }
  }

  @Test
  void whatSomebodyElseHasWrittenIntoTheCacheIsNotStapledAndIsReplaced() throws Exception {
    try (Redis redis = Redis.start(root);
        Memcached memcached = Memcached.start()) {
      redis.cli("set", key(), "not a staple");
      // A flag for which some clients would make a Java object of it.
      memcached.ask("set " + key() + " 1 0 12\r\nnot a staple");
      for (String cache :
          List.of("redis:127.0.0.1:" + redis.port(), "memcache:127.0.0.1:" + memcached.port())) {
        responder.behave(new OcspBehaviour.Failure(3));
        try (SslServer server = start(cache)) {
          assertThat(StatusClient.shown(server, "www.lab")).contains(StatusClient.NO_STAPLE);
          responder.behave(new OcspBehaviour.Good());
          server.logWith("www.lab", "stapling response renewed");
          assertThat(StatusClient.shown(server, "www.lab")).contains(StatusClient.STAPLED);
        }
      }
      assertThat(redis.cli("get", key())).isNotEqualTo("not a staple");
      assertThat(memcached.ask("get " + key())).doesNotContain("not a staple");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis", "memcache"})
  void aCacheThatIsDownCostsALineAndNoStaple(String kind) throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    long before = System.nanoTime();
    try (SslServer server = start(kind + ":127.0.0.1:" + closed)) {
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
      assertThat(StatusClient.shown(server, "www.lab")).contains(StatusClient.STAPLED);
      assertThat(server.log("main.lab"))
          .containsOnlyOnce("[socache_" + kind + ":error]")
          .containsOnlyOnce("'retrieve' FAIL");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis", "memcache"})
  void ofManyThatWriteAtTheSameTimeTheNewestStays(String kind) throws Exception {
    try (Redis redis = Redis.start(root);
        Memcached memcached = Memcached.start();
        SslServer server = new SslServer(root, "ServerName main.lab\n")) {
      int port = kind.equals("redis") ? redis.port() : memcached.port();
      Hooks hooks = new Hooks();
      new SocacheRedisModule().register(hooks);
      new SocacheMemcacheModule().register(hooks);
      SocacheProvider provider = Objects.requireNonNull(hooks.socache(kind));
      try (SharedStore store =
              provider.open("127.0.0.1:" + port, SharedStaples.PURPOSE, server.context());
          SharedStore another =
              provider.open("127.0.0.1:" + port, SharedStaples.PURPOSE, server.context())) {
        List<StapleStore.Kept> answers = new ArrayList<>();
        for (int age = 0; age < 40; age++) {
          answers.add(answer(Instant.now().minusSeconds(10L * age)));
        }
        List<StapleStore.Kept> mixed = new ArrayList<>(answers);
        Collections.shuffle(mixed, new Random(1));
        try (ExecutorService servers = Executors.newVirtualThreadPerTaskExecutor()) {
          for (int i = 0; i < mixed.size(); i++) {
            SharedStaples staples =
                new SharedStaples(i % 2 == 0 ? store : another, kind, InstantSource.system());
            StapleStore.Kept kept = mixed.get(i);
            servers.execute(() -> staples.write(issued.certificate(), kept));
          }
        }
        assertThat(
                new SharedStaples(store, kind, InstantSource.system()).read(issued.certificate()))
            .isEqualTo(answers.getFirst().response());
      }
    }
  }

  private StapleStore.Kept answer(Instant thisUpdate) {
    Instant until = thisUpdate.plus(Duration.ofHours(1));
    byte[] response =
        OcspResponse.signedBy(issuing.certificate(), issuing.certificate(), thisUpdate)
            .answer(
                CertId.of(issued.certificate(), issuing.certificate(), CertId.Hash.SHA1),
                new CertStatus.Good(),
                thisUpdate,
                until)
            .sign(issuing.key())
            .der();
    return new StapleStore.Kept(response, thisUpdate, until);
  }
}
