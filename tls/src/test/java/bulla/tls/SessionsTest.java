package bulla.tls;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.testkit.Issued;
import bulla.testkit.SettableClock;
import bulla.testkit.TestCa;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How s_client comes back with a session of the client's, {@code -sess_out} and -sess_in. */
class SessionsTest {

  private static final String GET = "GET /facts HTTP/1.1\r\nConnection: close\r\n\r\n";
  private static final Duration LIFE = Duration.ofMinutes(5);

  private final SettableClock clock = new SettableClock(Instant.now());
  private final Issued server = TestCa.root("Root").issue("www.lab").make();

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aTicketOutlivesItsServerWhereTheKeysAreTheSame(String protocol) throws Exception {
    TlsSessions sessions = tickets(TicketKeys.random(clock, LIFE));
    Path session = directory.resolve("session");
    try (TlsHost before = host(sessions);
        TlsHost after = host(sessions)) {
      AtomicInteger serving = new AtomicInteger();
      List<TlsHost> generations = List.of(before, after);
      try (TestServer running =
          new TestServer(_ -> generations.get(serving.get()), TlsEvents.none())) {
        assertThat(client(running, protocol, "-sess_out", session)).contains("resumed false");
        serving.set(1);
        assertThat(client(running, protocol, "-sess_in", session)).contains("resumed true");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aTicketOfAnEarlierKeyIsTakenAndRenewedForItsLifeAndNoLonger(String protocol)
      throws Exception {
    TicketKeys keys = TicketKeys.shared(clock, LIFE, bytes(1));
    Path session = directory.resolve("session");
    try (TlsHost host = host(tickets(keys));
        TestServer running = new TestServer(host)) {
      assertThat(client(running, protocol, "-sess_out", session)).contains(nameOf(1));
      keys.replaceBy(bytes(2));
      assertThat(client(running, protocol, "-sess_in", session))
          .contains("resumed true", nameOf(2));
      clock.advance(LIFE);
      assertThat(client(running, protocol, "-sess_in", session))
          .contains("resumed false", nameOf(2));
    }
  }

  @Test
  void aTicketOfTls13IsForOneUseAndAnotherComesWithIt() throws Exception {
    Path session = directory.resolve("session");
    try (TlsHost host = host(tickets(TicketKeys.shared(clock, LIFE, bytes(1))));
        TestServer running = new TestServer(host)) {
      client(running, "-tls1_3", "-sess_out", session);
      assertThat(client(running, "-tls1_3", "-sess_in", session))
          .contains("resumed true", nameOf(1));
    }
  }

  @Test
  @Timeout(20)
  void aClientThatAsksForNothingYetGetsItsTicket() throws Exception {
    try (TlsHost host = host(tickets(TicketKeys.shared(clock, LIFE, bytes(1))));
        TestServer running = new TestServer(host)) {
      Path session = directory.resolve("session");
      Process client =
          new ProcessBuilder(
                  "openssl",
                  "s_client",
                  "-tls1_3",
                  "-sess_out",
                  session.toString(),
                  "-connect",
                  "127.0.0.1:" + running.port())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        while (!Files.exists(session)) {
          Thread.sleep(10);
        }
      } finally {
        client.destroy();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aTicketOfAnUnknownKeyMeansAFullHandshake(String protocol) throws Exception {
    Path session = directory.resolve("session");
    try (TlsHost host = host(tickets(TicketKeys.shared(clock, LIFE, bytes(1))));
        TlsHost other = host(tickets(TicketKeys.shared(clock, LIFE, bytes(2))));
        TestServer running = new TestServer(host);
        TestServer stranger = new TestServer(other)) {
      client(running, protocol, "-sess_out", session);
      assertThat(client(stranger, protocol, "-sess_in", session)).contains("resumed false");
    }
  }

  @Test
  void keysOfItsOwnAreChangedTwiceADay() {
    TicketKeys keys = TicketKeys.random(clock, LIFE);
    var first = keys.current();
    assertThat(keys.current()).isSameAs(first);
    clock.advance(Duration.ofHours(13));
    assertThat(keys.current()).isNotSameAs(first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void withoutTicketsTheCacheKeepsSessionsOfItsOwnHostAlone(String protocol) throws Exception {
    MemorySessionCache cache = new MemorySessionCache(100_000, InstantSource.system());
    TlsSessions sessions = new TlsSessions(false, TicketKeys.random(clock, LIFE), cache, LIFE);
    Path session = directory.resolve("session");
    try (TlsHost host = host(sessions);
        TlsHost other = TestSettings.of("other:443", server).sessions(sessions).host();
        TestServer running =
            new TestServer(name -> "other".equals(name) ? other : host, TlsEvents.none())) {
      client(running, protocol, "-sess_out", session);
      assertThat(client(running, protocol, "-sess_in", session, "-servername", "other"))
          .contains("resumed false");
      assertThat(client(running, protocol, "-sess_in", session)).contains("resumed true");
    }
  }

  @Test
  void aClientOfTls12WithoutTicketsIsKeptInTheCache() throws Exception {
    TlsSessions sessions =
        new TlsSessions(
            true,
            TicketKeys.random(clock, LIFE),
            new MemorySessionCache(100_000, InstantSource.system()),
            LIFE);
    Path session = directory.resolve("session");
    try (TlsHost host = host(sessions);
        TestServer running = new TestServer(host)) {
      client(running, "-tls1_2", "-sess_out", session, "-no_ticket");
      assertThat(client(running, "-tls1_2", "-sess_in", session, "-no_ticket"))
          .contains("resumed true");
    }
  }

  @Test
  void theCacheIsBoundedAndForgetsTheOldestAndWhatHasEnded() {
    MemorySessionCache cache = new MemorySessionCache(1000, clock);
    for (int i = 0; i < 10; i++) {
      cache.keep(new byte[] {(byte) i}, new byte[200], 10);
    }
    assertThat(cache.find(new byte[] {6})).isNull();
    assertThat(cache.find(new byte[] {7})).hasSize(200);
    cache.forget(new byte[] {7});
    assertThat(cache.find(new byte[] {7})).isNull();
    cache.keep(new byte[] {20}, new byte[2000], 10);
    assertThat(cache.find(new byte[] {20})).isNull();
    clock.advance(Duration.ofSeconds(10));
    assertThat(cache.find(new byte[] {9})).isNull();
  }

  private TlsHost host(TlsSessions sessions) throws TlsSettingsException {
    return TestSettings.of("www:443", server).sessions(sessions).host();
  }

  private static TlsSessions tickets(TicketKeys keys) {
    return new TlsSessions(true, keys, null, LIFE);
  }

  private static byte[] bytes(int number) {
    byte[] all = new byte[TicketKeys.FILE_LENGTH];
    Arrays.fill(all, (byte) number);
    return all;
  }

  /** A key's name as s_client shows a ticket's first line. */
  private static String nameOf(int number) {
    return "0000 - " + ("0" + number + " ").repeat(7) + "0" + number + "-";
  }

  private static String client(
      TestServer running, String protocol, String option, Path session, String... more)
      throws Exception {
    String[] options =
        Arrays.copyOf(new String[] {protocol, option, session.toString()}, 3 + more.length);
    System.arraycopy(more, 0, options, 3, more.length);
    return Commands.client(running.port(), GET, options).text();
  }
}
