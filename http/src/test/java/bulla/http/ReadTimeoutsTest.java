package bulla.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that drip: never idle for long, and never done. */
class ReadTimeoutsTest {
  private static final String HOST = "Host: a\r\n";
  private static final ReadTimeouts.Limit SHORT = ReadTimeouts.Limit.of(Duration.ofMillis(300));

  /** Each byte adds 100 ms. */
  private static final ReadTimeouts.Limit GROWING =
      new ReadTimeouts.Limit(Duration.ofSeconds(1), Duration.ofSeconds(4), 10);

  private Served served;

  @BeforeEach
  void start() throws IOException {
    served = new Served(Path.of("."), HttpLimits.defaults());
  }

  @AfterEach
  void stop() {
    served.close();
  }

  @Test
  void fieldsThatDripAreAnswered408() throws Exception {
    serve(SHORT, ReadTimeouts.Limit.OFF);
    assertThat(drip("GET / HTTP/1.1\r\n", "X: y\r\n", 1000))
        .startsWith("HTTP/1.1 408 ")
        .contains("Connection: close")
        .endsWith("TIMEOUT");
    assertThat(served.handler.tooSlow.take()).isEqualTo(ReadTimeouts.Part.HEADER);
    assertThat(served.handler.tooSlow).isEmpty();
  }

  @Test
  void aRequestLineThatDripsIsToldOfAsNone() throws Exception {
    serve(SHORT, ReadTimeouts.Limit.OFF);
    assertThat(drip("GET /", "x", 1000)).startsWith("HTTP/1.1 408 ").endsWith("NO_REQUEST_LINE");
    assertThat(served.handler.refused.take().line()).isEmpty();
    assertThat(served.handler.tooSlow.take()).isEqualTo(ReadTimeouts.Part.HEADER);
  }

  @Test
  void aLaterRequestLineThatDripsEndsTheConnectionInSilence() throws Exception {
    serve(SHORT, ReadTimeouts.Limit.OFF);
    assertThat(drip("GET / HTTP/1.1\r\n" + HOST + "\r\nGET /", "x", 1000))
        .startsWith("HTTP/1.1 200 ")
        .endsWith("\r\n\r\nGET / HTTP/1.1");
    assertThat(served.handler.refused).isEmpty();
    assertThat(served.handler.tooSlow.take()).isEqualTo(ReadTimeouts.Part.HEADER);
  }

  @Test
  void aClientThatIsFastEnoughGetsMoreTime() throws Exception {
    serve(GROWING, ReadTimeouts.Limit.OFF);
    // A second and a half; the first second alone would not do.
    assertThat(drip("GET / HTTP/1.1\r\n" + HOST, "X: y\r\n", 30, "\r\n"))
        .startsWith("HTTP/1.1 200 ");
    assertThat(served.handler.tooSlow).isEmpty();
  }

  @Test
  void timeDoesNotGrowBeyondTheLongest() throws Exception {
    serve(GROWING, ReadTimeouts.Limit.OFF);
    assertThat(drip("GET / HTTP/1.1\r\n" + HOST, "X: y\r\n", 1000, "\r\n"))
        .startsWith("HTTP/1.1 408 ");
  }

  @Test
  void aBodyThatDripsFailsForBeingTooSlow() throws Exception {
    serve(ReadTimeouts.Limit.OFF, SHORT);
    assertThat(
            drip(
                "POST /echo HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n",
                "1\r\nx\r\n",
                1000))
        .startsWith("HTTP/1.1 408 ")
        .contains("Connection: close")
        .endsWith("did not arrive in time");
    assertThat(served.handler.tooSlow.take()).isEqualTo(ReadTimeouts.Part.BODY);
  }

  @Test
  void aBodyThatNobodyWantsMayNotDripEither() throws Exception {
    serve(ReadTimeouts.Limit.OFF, SHORT);
    assertThat(
            drip(
                "POST /unread HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n",
                "1\r\nx\r\n",
                1000))
        .endsWith("\r\n\r\nunread");
    assertThat(served.handler.tooSlow.take()).isEqualTo(ReadTimeouts.Part.BODY);
  }

  @Test
  void timeInWhichNobodyAsksForTheBodyIsNotTheClients() throws Exception {
    serve(ReadTimeouts.Limit.OFF, SHORT);
    try (Socket socket = served.connect()) {
      Served.send(socket, "POST /held HTTP/1.1\r\n" + HOST + "Content-Length: 4\r\n\r\nab");
      Exchange exchange = served.held();
      ContentStream stream = exchange.bodyStream(100);
      assertThat(stream.next().toCompletableFuture().get()).hasSize(2);
      TimeUnit.MILLISECONDS.sleep(500);
      var next = stream.next().toCompletableFuture();
      Served.send(socket, "cd");
      assertThat(next.get()).hasSize(2);
      exchange.respond(ServedHandler.text(200, "done"));
      assertThat(Served.until(socket, "done")).startsWith("HTTP/1.1 200 ");
    }
    assertThat(served.handler.tooSlow).isEmpty();
  }

  @Test
  void aHostsLimitsHoldForItsExchangeOnly() throws Exception {
    serve(ReadTimeouts.Limit.OFF, ReadTimeouts.Limit.OFF);
    try (Socket socket = served.connect()) {
      String held = "GET /held HTTP/1.1\r\n" + HOST + "Connection: keep-alive\r\n\r\n";
      Served.send(socket, held);
      Exchange first = served.held();
      HttpLimits host =
          HttpLimits.defaults().with().keepAlive(true, Duration.ofSeconds(77), 5).build();
      first
          .connection()
          .eventLoop()
          .execute(
              () -> {
                first.limits(host);
                first.respond(ServedHandler.text(200, "one"));
              });
      assertThat(Served.until(socket, "one")).contains("Keep-Alive: timeout=77, max=5\r\n");
      Served.send(socket, held);
      served.held().respond(ServedHandler.text(200, "two"));
      assertThat(Served.until(socket, "two")).contains("Keep-Alive: timeout=5, max=99\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PRI * HTTP/2.0\r\n", "PRI", "GET / HTTP/1.1\r\n"})
  void wherePriorKnowledgeIsAllowedTheTimeForAHeadRunsFromTheConnectionsBegin(String start)
      throws Exception {
    serve(ReadTimeouts.Limit.of(Duration.ofSeconds(1)), ReadTimeouts.Limit.OFF, true);
    long begin = System.nanoTime();
    try (Socket socket = served.connect()) {
      TimeUnit.MILLISECONDS.sleep(600);
      Served.send(socket, start);
      assertThat(Served.rest(socket)).startsWith("HTTP/1.1 408 ");
    }
    // Not a second after the first byte, nor when the connection has idled for ten.
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
    assertThat(served.handler.tooSlow.take()).isEqualTo(ReadTimeouts.Part.HEADER);
  }

  @Test
  void aPrefaceThatComesInTimeIsTaken() throws Exception {
    serve(ReadTimeouts.Limit.of(Duration.ofSeconds(2)), ReadTimeouts.Limit.OFF, true);
    try (Socket socket = served.connect()) {
      Served.send(socket, "PRI * HTTP/2.0\r\n\r\n");
      TimeUnit.MILLISECONDS.sleep(200);
      Served.send(socket, "SM\r\n\r\n\0\0\0\4\0\0\0\0\0");
      // SETTINGS, whose length, type and flags come first.
      assertThat(socket.getInputStream().readNBytes(5)).startsWith(0, 0).endsWith(4, 0);
    }
    assertThat(served.handler.tooSlow).isEmpty();
  }

  private void serve(ReadTimeouts.Limit header, ReadTimeouts.Limit body) throws IOException {
    serve(header, body, false);
  }

  private void serve(ReadTimeouts.Limit header, ReadTimeouts.Limit body, boolean direct)
      throws IOException {
    served.close();
    served =
        new Served(
            Path.of("."),
            HttpLimits.defaults()
                .with()
                .timeouts(
                    Duration.ofSeconds(10), new ReadTimeouts(ReadTimeouts.Limit.OFF, header, body))
                .build(),
            direct ? Served.priorKnowledge(Http2Limits.defaults()) : Http2Hosts.NONE);
  }

  private String drip(String start, String drop, int drops) throws Exception {
    return drip(start, drop, drops, "");
  }

  /** Sends a drop each 50 ms until all are sent or the server has enough; what came back. */
  private String drip(String start, String drop, int drops, String end) throws Exception {
    try (Socket socket = served.connect()) {
      socket.setTcpNoDelay(true);
      Served.send(socket, start);
      Thread sender =
          Thread.startVirtualThread(
              () -> {
                try {
                  for (int i = 0; i < drops; i++) {
                    TimeUnit.MILLISECONDS.sleep(50);
                    Served.send(socket, drop);
                  }
                  Served.send(socket, end);
                  socket.shutdownOutput();
                } catch (IOException | InterruptedException ended) {
                  Thread.currentThread().interrupt();
                }
              });
      String answer = Served.rest(socket);
      sender.interrupt();
      return answer;
    }
  }
}
