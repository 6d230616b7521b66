package bulla.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExchangeTest {
  private static final String HOST = "Host: a\r\n";
  private static final String GET = "GET / HTTP/1.1\r\n" + HOST + "\r\n";

  @TempDir private Path files;
  private Served served;

  @BeforeEach
  void start() throws IOException {
    served =
        new Served(
            files,
            HttpLimits.defaults()
                .with()
                .timeouts(Duration.ofMillis(700), ReadTimeouts.DEFAULT)
                .keepAlive(true, Duration.ofMillis(400), 3)
                .connections(2)
                .build());
  }

  @AfterEach
  void stop() {
    served.close();
  }

  @Test
  void aResponseHasHttpdsOrderOfFields() throws Exception {
    String answer =
        served.talk("GET /x HTTP/1.1\r\n" + HOST + "Connection: keep-alive\r\n\r\n" + GET);
    assertThat(answer)
        .matches(
            "(?s)HTTP/1\\.1 200 OK\r\n"
                + "Date: \\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT\r\n"
                + "Server: Bulla\r\n"
                + "Content-Length: 15\r\n"
                + "Keep-Alive: timeout=0, max=3\r\n"
                + "Connection: Keep-Alive\r\n"
                + "Content-Type: text/plain\r\n"
                + "\r\n"
                + "GET /x HTTP/1\\.1HTTP/1\\.1 200 OK\r\n.*");
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    String answer =
        served.talk(
            "GET /later HTTP/1.1\r\n"
                + HOST
                + "\r\nGET /unread HTTP/1.1\r\n"
                + HOST
                + "\r\nGET /third HTTP/1.1\r\n"
                + HOST
                + "\r\n");
    assertThat(answer).containsSubsequence("\r\n\r\nlater", "\r\n\r\nunread", "GET /third");
  }

  @Test
  void anExchangeThatIsAnsweredWhileAnotherEndsIsToldItsEndToo() throws Exception {
    served.close();
    served =
        new Served(
            new ServedHandler(files) {
              @Override
              public void handle(Exchange exchange) {
                super.handle(exchange);
                if (exchange.request().target().equals("/first")) {
                  exchange.onEnd(
                      ending -> {
                        endings.add(ending);
                        held.remove().respond(text(200, "held"));
                      });
                }
              }
            },
            HttpLimits.defaults());
    try (Socket socket = served.connect()) {
      Served.send(
          socket, "GET /first HTTP/1.1\r\n" + HOST + "\r\nGET /held HTTP/1.1\r\n" + HOST + "\r\n");

      assertThat(Served.until(socket, "held")).contains("GET /first HTTP/1.1");
      assertThat(served.ending().contentBytes()).isEqualTo("GET /first HTTP/1.1".length());
      assertThat(served.ending().contentBytes()).isEqualTo("held".length());
    }
  }

  @Test
  void aConnectionEndsAfterItsLastAllowedRequest() throws Exception {
    String answer = served.talkUntilClosed(GET.repeat(9));
    assertThat(answer.split("HTTP/1.1 200 OK", -1)).hasSize(5);
    assertThat(answer).containsOnlyOnce("Connection: close");
    assertThat(served.handler.endings).hasSize(4);
    assertThat(served.handler.endings.poll().keptAlive()).isTrue();
  }

  @Test
  void anIdleConnectionIsClosedSilently() throws Exception {
    try (Socket socket = served.connect()) {
      Served.send(socket, GET);
      assertThat(Served.rest(socket)).endsWith("\r\n\r\nGET / HTTP/1.1");
    }
  }

  @Test
  void aClientThatSaysNothingIsClosedSilently() throws Exception {
    assertThat(served.talkUntilClosed("")).isEmpty();
  }

  @Test
  void aHeadThatDoesNotArriveInTimeIsAnswered408() throws Exception {
    assertThat(served.talkUntilClosed("GET / HTTP/1.1\r\nHo"))
        .startsWith("HTTP/1.1 408 ")
        .endsWith("TIMEOUT");
    assertThat(served.handler.refused.take().line()).isEqualTo("GET / HTTP/1.1");
  }

  @Test
  void headIsAnsweredWithTheLengthAndNoContent() throws Exception {
    String answer = served.talkUntilClosed("HEAD / HTTP/1.0\r\n\r\n");
    assertThat(answer).contains("\r\nContent-Length: 15\r\n").endsWith("\r\n\r\n");
    assertThat(served.ending().contentBytes()).isZero();
  }

  @Test
  void aNotModifiedResponseHasNoLength() throws Exception {
    assertThat(served.talk("GET /not-modified HTTP/1.1\r\n" + HOST + "\r\n"))
        .startsWith("HTTP/1.1 304 Not Modified\r\n")
        .doesNotContain("Content-Length");
  }

  @Test
  void valuesOfTheClientCannotEndALine() throws Exception {
    assertThat(served.talk("GET /split HTTP/1.1\r\n" + HOST + "\r\n"))
        .contains("\r\nLocation: /a  Set-Cookie: x  \r\n");
  }

  @Test
  void sizedAndChunkedBodiesAreReadWhole() throws Exception {
    String sized = "POST /echo HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\n\r\nsized";
    String chunked =
        "POST /echo HTTP/1.1\r\n"
            + HOST
            + "Transfer-Encoding: Chunked\r\n\r\n"
            + "3\r\nchu\r\n00A;ext=\"v\"\r\nnked body \r\n1\r\n!\r\n0\r\nTrailer: t\r\n\r\n";
    assertThat(served.talk(sized + chunked + GET))
        .containsSubsequence("\r\n\r\nsized", "\r\n\r\nchunked body !", "GET / HTTP/1.1");
  }

  @Test
  void malformedChunksFailTheBodyAndCloseTheConnection() throws Exception {
    for (String chunks : new String[] {"x\r\n", "3\nabc", "3\r\nabcd\r\n", "\r\n", "3 \0\r\n"}) {
      String answer =
          served.talkUntilClosed(
              "POST /echo HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n" + chunks);
      assertThat(answer).startsWith("HTTP/1.1 400 ").contains("malformed chunk");
      assertThat(answer).contains("Connection: close");
    }
  }

  @Test
  void aBodyThatIsAnnouncedTooLongIsRefusedWithoutContinue() throws Exception {
    String answer =
        served.talkUntilClosed(
            "POST /echo10 HTTP/1.1\r\n"
                + HOST
                + "Content-Length: 11\r\nExpect: 100-continue\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 413 ").contains("Connection: close");
  }

  @Test
  void aBodyThatTurnsOutTooLongIsRefused() throws Exception {
    String answer =
        served.talkUntilClosed(
            "POST /echo10 HTTP/1.1\r\n"
                + HOST
                + "Transfer-Encoding: chunked\r\n\r\nb\r\nhello world\r\n0\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 413 ").contains("maximum size (10)");
  }

  @Test
  void continueIsSentWhenTheBodyIsAskedFor() throws Exception {
    try (Socket socket = served.connect()) {
      Served.send(
          socket,
          "POST /echo HTTP/1.1\r\n" + HOST + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n");
      assertThat(Served.until(socket, "\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      Served.send(socket, "hi");
      assertThat(Served.until(socket, "\r\n\r\nhi")).startsWith("HTTP/1.1 200 OK\r\n");
    }
  }

  @Test
  void continueIsNotSentWhenTheBodyIsNotWanted() throws Exception {
    assertThat(
            served.talkUntilClosed(
                "POST /unread HTTP/1.1\r\n"
                    + HOST
                    + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("Connection: close");
  }

  @Test
  void aShortBodyThatNobodyWantsIsSkipped() throws Exception {
    String post = "POST /unread HTTP/1.1\r\n" + HOST + "Content-Length: 20\r\n\r\n";
    assertThat(served.talk(post + "GET /x HTTP/1.1\r\n\r\n\r" + GET))
        .containsSubsequence("\r\n\r\nunread", "GET / HTTP/1.1")
        .doesNotContain("Connection: close");
  }

  @Test
  void aLongBodyThatNobodyWantsEndsTheConnectionAndTheAnswerIsSeen() throws Exception {
    String post = "POST /unread HTTP/1.1\r\n" + HOST + "Content-Length: 500000\r\n\r\n";
    assertThat(served.talkUntilClosed(post + "x".repeat(500_000)))
        .contains("Connection: close")
        .endsWith("\r\n\r\nunread");
  }

  @Test
  void aBodyThatDoesNotArriveInTimeFails() throws Exception {
    assertThat(
            served.talkUntilClosed(
                "POST /echo HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\n\r\nabc"))
        .startsWith("HTTP/1.1 408 ")
        .contains("did not arrive in time");
  }

  @Test
  void longContentArrivesWhole() throws Exception {
    assertThat(served.talk("GET /long HTTP/1.1\r\n" + HOST + "\r\n" + GET))
        .contains("\r\n\r\n" + "0123456789".repeat(50_000) + "HTTP/1.1 200 OK");
  }

  @Test
  void filesOfAllSizesArriveWhole() throws Exception {
    for (int size : new int[] {0, 1, 16_384, 16_385, 65_536, 3_000_001}) {
      String content = "0123456789".repeat(size / 10 + 1).substring(0, size);
      Files.writeString(files.resolve("f"), content);
      assertThat(served.talk("GET /file/f HTTP/1.1\r\n" + HOST + "\r\n"))
          .contains("Content-Length: " + size + "\r\n")
          .endsWith("\r\n\r\n" + content);
      assertThat(served.ending().contentBytes()).isEqualTo(size);
    }
  }

  @Test
  void aClientThatGoesAwayInTheMiddleOfAFileIsAborted() throws Exception {
    Files.write(files.resolve("big"), new byte[40_000_000]);
    try (Socket socket = served.connect()) {
      Served.send(socket, "GET /file/big HTTP/1.1\r\n" + HOST + "\r\n");
      Served.until(socket, "\r\n\r\n");
    }
    Exchange.Ending ending = served.ending();
    assertThat(ending.aborted()).isTrue();
    assertThat(ending.keptAlive()).isFalse();
  }

  @Test
  void aClientThatTakesNothingIsGivenUp() throws Exception {
    Files.write(files.resolve("big"), new byte[40_000_000]);
    try (Socket socket = served.connect()) {
      Served.send(socket, "GET /file/big HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(served.ending().aborted()).isTrue();
    }
  }

  @Test
  void anAnswerIntoTheVoidIsCountedAndNotSent() throws Exception {
    assertThat(served.talkUntilClosed("GET /void HTTP/1.1\r\n" + HOST + "\r\n")).isEmpty();
    Exchange.Ending ending = served.ending();
    assertThat(ending.status()).isEqualTo(403);
    assertThat(ending.contentBytes()).isEqualTo("nobody sees this".length());
    assertThat(ending.aborted()).isTrue();
  }

  @Test
  void anAnswerThatComesAfterTheClientHasGoneIsAborted() throws Exception {
    Exchange exchange;
    try (Socket socket = served.connect()) {
      Served.send(socket, "GET /held HTTP/1.1\r\n" + HOST + "\r\n");
      exchange = served.held();
      socket.setSoLinger(true, 0);
    }
    // Asked on the event loop, so that the reset has been seen.
    exchange.connection().eventLoop().execute(() -> {});
    TimeUnit.MILLISECONDS.sleep(100);
    exchange.respond(ServedHandler.text(200, "too late"));
    assertThat(served.ending().aborted()).isTrue();
  }

  @Test
  void answeringTwiceIsRefused() throws Exception {
    try (Socket socket = served.connect()) {
      Served.send(socket, "GET /held HTTP/1.1\r\n" + HOST + "\r\n");
      Exchange exchange = served.held();
      exchange.respond(ServedHandler.text(200, "once"));
      Assertions.assertThatIllegalStateException()
          .isThrownBy(() -> exchange.respond(ServedHandler.text(200, "twice")));
      assertThat(Served.until(socket, "\r\n\r\nonce")).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void aHandlersBugBecomesA500() throws Exception {
    assertThat(served.talkUntilClosed("GET /bug HTTP/1.1\r\n" + HOST + "\r\n"))
        .startsWith("HTTP/1.1 500 Internal Server Error\r\n");
  }

  @Test
  void connectionsOverTheLimitWaitForAnotherToEnd() throws Exception {
    try (Socket first = served.connect();
        Socket second = served.connect()) {
      Served.send(first, "GET /held HTTP/1.1\r\n" + HOST + "\r\n");
      Served.send(second, "GET /held HTTP/1.1\r\n" + HOST + "\r\n");
      Exchange one = served.held();
      assertThat(served.held()).isNotNull();
      try (Socket third = served.connect()) {
        Served.send(third, "GET /held HTTP/1.1\r\n" + HOST + "\r\n");
        assertThat(served.handler.held.poll(200, TimeUnit.MILLISECONDS)).isNull();
        one.respond(new Response(204, "No Content", List.of(), Content.NONE, true));
        assertThat(served.held()).isNotNull();
      }
    }
  }

  @Test
  void shutdownLetsAnExchangeInFlightEndAndLeavesNoThread() throws Exception {
    try (Socket busy = served.connect();
        Socket idle = served.connect()) {
      Served.send(idle, GET);
      Served.until(idle, "GET / HTTP/1.1");
      Served.send(busy, "GET /held HTTP/1.1\r\n" + HOST + "\r\n");
      Exchange exchange = served.held();
      CompletableFuture<Void> shutdown =
          CompletableFuture.runAsync(() -> served.server.shutdown(Duration.ofSeconds(10)));
      assertThat(Served.rest(idle)).isEmpty();
      Assertions.assertThatExceptionOfType(ConnectException.class)
          .isThrownBy(() -> served.talk(GET));
      exchange.respond(ServedHandler.text(200, "last words"));
      assertThat(Served.rest(busy)).endsWith("last words");
      shutdown.get(10, TimeUnit.SECONDS);
    }
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      // An event loop tells of its end as the last thing that its thread does.
      assertThat(!thread.getName().startsWith("bulla-http") || thread.join(Duration.ofSeconds(10)))
          .as(thread.getName() + " has ended")
          .isTrue();
    }
  }

  @Test
  void anAddressThatIsTakenIsNamed() {
    Assertions.assertThatIOException()
        .isThrownBy(
            () ->
                served.server.listen(
                    served.address,
                    () -> {
                      throw new IllegalStateException("no connection can come");
                    }))
        .withMessageContaining("cannot listen on")
        .withMessageContaining(String.valueOf(served.address.getPort()))
        .withMessageContaining("in use");
  }
}
