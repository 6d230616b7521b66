package bulla.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies and content that come piece by piece, in both directions. */
class StreamTest {
  private static final String HOST = "Host: a\r\n";
  private static final String GET = "GET / HTTP/1.1\r\n" + HOST + "\r\n";
  private static final String CHUNKED = HOST + "Transfer-Encoding: chunked\r\n";

  private Served served;

  @BeforeEach
  void start() throws IOException {
    served =
        new Served(
            Path.of("."),
            HttpLimits.defaults()
                .with()
                .timeouts(Duration.ofMillis(700), ReadTimeouts.DEFAULT)
                .keepAlive(true, Duration.ofMillis(400), 9)
                .connections(9)
                .build());
  }

  @AfterEach
  void stop() {
    served.close();
  }

  @Test
  void contentOfUnknownLengthIsChunkedInHttp11AndTheConnectionStays() throws Exception {
    String answer =
        served.talk("POST /stream HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\n\r\nhello" + GET);
    assertThat(answer)
        .contains("Transfer-Encoding: chunked\r\nContent-Type: text/plain\r\n\r\n5\r\nhello\r\n0")
        .doesNotContain("Content-Length: 5")
        .doesNotContain("Connection: close")
        .endsWith("\r\n0\r\n\r\n" + answer.substring(answer.lastIndexOf("HTTP/1.1 200 OK")));
    assertThat(served.ending().contentBytes()).isEqualTo(5);
  }

  @Test
  void contentOfUnknownLengthEndsWithTheConnectionInHttp10() throws Exception {
    assertThat(
            served.talkUntilClosed(
                "POST /stream HTTP/1.0\r\n"
                    + "Connection: keep-alive\r\nContent-Length: 5\r\n\r\nhello"))
        .contains("Connection: close\r\n")
        .doesNotContain("chunked")
        .doesNotContain("Content-Length")
        .endsWith("\r\n\r\nhello");
  }

  @Test
  void contentOfKnownLengthIsSentAsItIs() throws Exception {
    assertThat(
            served.talk(
                "POST /stream-as-5 HTTP/1.1\r\n"
                    + CHUNKED
                    + "\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"
                    + GET))
        .contains("Content-Length: 5\r\n")
        .contains("\r\n\r\nhelloHTTP/1.1 200 OK\r\n");
  }

  @Test
  void contentThatIsShorterOrLongerThanAnnouncedEndsTheConnection() throws Exception {
    for (String body : List.of("4\r\nhell\r\n0\r\n\r\n", "6\r\nhello!\r\n0\r\n\r\n")) {
      String answer =
          served.talkUntilClosed("POST /stream-as-5 HTTP/1.1\r\n" + CHUNKED + "\r\n" + body + GET);
      assertThat(answer).contains("Content-Length: 5\r\n").doesNotContain("hello");
      assertThat(served.ending().aborted()).isTrue();
    }
  }

  @Test
  void headOfUnknownLengthHasNoContent() throws Exception {
    assertThat(served.talk("HEAD /stream HTTP/1.1\r\n" + HOST + "\r\n" + GET))
        .contains("Transfer-Encoding: chunked\r\nContent-Type: text/plain\r\n\r\nHTTP/1.1 200 OK");
  }

  @Test
  void aBodyIsEchoedWhileItStillComes() throws Exception {
    try (Socket socket = served.connect()) {
      Served.send(socket, "POST /stream HTTP/1.1\r\n" + CHUNKED + "\r\n3\r\none\r\n");
      assertThat(Served.until(socket, "one\r\n")).endsWith("\r\n\r\n3\r\none\r\n");
      Served.send(socket, "3\r\ntwo\r\n");
      assertThat(Served.until(socket, "two\r\n")).isEqualTo("3\r\ntwo\r\n");
      Served.send(socket, "0\r\n\r\n");
      assertThat(Served.until(socket, "0\r\n\r\n")).isEqualTo("0\r\n\r\n");
    }
  }

  @Test
  void continueIsSentWhenTheFirstPieceIsAskedFor() throws Exception {
    try (Socket socket = served.connect()) {
      Served.send(socket, "POST /held HTTP/1.1\r\n" + CHUNKED + "Expect: 100-continue\r\n\r\n");
      Exchange exchange = served.held();
      ContentStream stream = exchange.bodyStream(100);
      CompletionStage<byte[]> piece = stream.next();
      assertThat(Served.until(socket, "\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      Served.send(socket, "3\r\none\r\n0\r\n\r\n");
      assertThat(Served.text(piece)).isEqualTo("one");
      assertThat(Served.text(stream.next())).isEmpty();
      exchange.respond(ServedHandler.text(200, "done"));
      assertThat(Served.until(socket, "done")).startsWith("HTTP/1.1 200 OK\r\n");
    }
  }

  @Test
  void trailersAreKeptApartFromTheHead() throws Exception {
    try (Socket socket = served.connect()) {
      Served.send(
          socket,
          "POST /held HTTP/1.1\r\n" + CHUNKED + "\r\n0\r\nX-Sum: 1 \r\nHost: b\r\n\r\n" + GET);
      Exchange exchange = served.held();
      ContentStream stream = exchange.bodyStream(100);
      assertThat(Served.text(stream.next())).isEmpty();
      assertThat(stream.trailers())
          .containsExactly(new Response.Field("X-Sum", "1"), new Response.Field("Host", "b"));
      assertThat(exchange.request().field("X-Sum")).isNull();
      assertThat(exchange.request().fields("Host")).containsExactly("a");
      exchange.respond(ServedHandler.text(200, "done"));
      assertThat(Served.until(socket, "GET / HTTP/1.1")).contains("\r\n\r\ndoneHTTP/1.1 200 OK");
    }
  }

  @Test
  void trailersAreSentToAClientThatTakesThemAndFramingFieldsNever() throws Exception {
    String trailers = "0\r\nX-Sum: 1\r\nContent-Length: 9\r\nSet-Cookie: c\r\n\r\n";
    String post = "POST /stream HTTP/1.1\r\n" + CHUNKED;
    assertThat(served.talk(post + "TE: gzip, trailers\r\n\r\n1\r\nx\r\n" + trailers))
        .endsWith("\r\n1\r\nx\r\n0\r\nX-Sum: 1\r\n\r\n");
    assertThat(served.talk(post + "\r\n1\r\nx\r\n" + trailers)).endsWith("\r\nx\r\n0\r\n\r\n");
  }

  @Test
  void badOrTooManyTrailersBreakTheBody() throws Exception {
    for (String trailers :
        List.of(
            "no colon\r\n",
            ": x\r\n",
            " folded: x\r\n",
            "a b: x\r\n",
            "a: \0\r\n",
            "a: b\rc\r\n",
            "a: b\n\r\n",
            "a: " + "x".repeat(9000) + "\r\n",
            "a: b\r\n".repeat(101))) {
      assertThat(
              served.talkUntilClosed(
                  "POST /echo HTTP/1.1\r\n" + CHUNKED + "\r\n0\r\n" + trailers + "\r\n" + GET))
          .as(trailers)
          .startsWith("HTTP/1.1 400 ")
          .contains("Connection: close")
          .doesNotContain("200 OK");
    }
  }

  @Test
  void aFloodOfChunkExtensionsBreaksTheBody() throws Exception {
    String chunk = "1;" + "e".repeat(8000) + "\r\nx\r\n";
    assertThat(
            served.talkUntilClosed(
                "POST /echo HTTP/1.1\r\n" + CHUNKED + "\r\n" + chunk.repeat(3) + "0\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ");
  }

  @Test
  void aBodyOverItsLimitBreaksItsStream() throws Exception {
    try (Socket socket = served.connect()) {
      Served.send(socket, "POST /held HTTP/1.1\r\n" + CHUNKED + "\r\n8\r\n12345678\r\n");
      Exchange exchange = served.held();
      ContentStream stream = exchange.bodyStream(10);
      assertThat(Served.text(stream.next())).isEqualTo("12345678");
      CompletionStage<byte[]> next = stream.next();
      Served.send(socket, "8\r\n12345678\r\n0\r\n\r\n" + GET);
      Assertions.assertThatException()
          .isThrownBy(() -> next.toCompletableFuture().get(10, TimeUnit.SECONDS))
          .withCauseInstanceOf(BodyTooLargeException.class);
      exchange.respond(ServedHandler.text(413, "too large"));
      assertThat(Served.rest(socket)).contains("Connection: close").endsWith("too large");
    }
  }

  @Test
  void aBodyThatWasReadWholeCanBeReadAgain() throws Exception {
    assertThat(
            served.talk(
                "POST /twice HTTP/1.1\r\n" + CHUNKED + "\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"))
        .endsWith("\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
  }

  @Test
  void whatIsNotAskedForIsNotReadFromTheClient() throws Exception {
    try (Socket socket = served.connect()) {
      socket.setSendBufferSize(64 * 1024);
      Served.send(socket, "POST /held HTTP/1.1\r\n" + HOST + "Content-Length: 60000000\r\n\r\n");
      Exchange exchange = served.held();
      ContentStream stream = exchange.bodyStream(100_000_000);
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(
              () -> {
                try {
                  for (int i = 0; i < 60; i++) {
                    socket.getOutputStream().write(new byte[1_000_000]);
                  }
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      Assertions.assertThatException().isThrownBy(() -> sending.get(300, TimeUnit.MILLISECONDS));
      long count = 0;
      for (byte[] piece = Served.piece(stream.next());
          piece.length > 0;
          piece = Served.piece(stream.next())) {
        assertThat(piece.length).isLessThan(1 << 20);
        count += piece.length;
      }
      assertThat(count).isEqualTo(60_000_000);
      sending.get(10, TimeUnit.SECONDS);
      exchange.respond(ServedHandler.text(200, "taken"));
      assertThat(Served.until(socket, "taken")).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void aStreamIsAskedForNoMoreThanTheClientTakes() throws Exception {
    Endless content = new Endless();
    try (Socket socket = served.connect()) {
      socket.setReceiveBufferSize(16 * 1024);
      Served.send(socket, "GET /held HTTP/1.1\r\n" + HOST + "\r\n");
      served
          .held()
          .respond(
              new Response(
                  200,
                  "OK",
                  List.of(),
                  new Content.Streamed(content, Content.UNKNOWN_LENGTH),
                  false));
      Served.until(socket, "\r\n\r\n");
      // The client takes nothing more: it is given up, and the stream closed.
      assertThat(content.closed.poll(20, TimeUnit.SECONDS)).isTrue();
      assertThat(content.given).hasValueLessThan(50_000);
      assertThat(served.ending().aborted()).isTrue();
    }
  }

  @Test
  void aBodyThatDripsTooSlowlyBreaksItsEcho() throws Exception {
    String answer =
        served.talkUntilClosed("POST /stream HTTP/1.1\r\n" + CHUNKED + "\r\n3\r\none\r\n");
    assertThat(answer).endsWith("\r\n\r\n3\r\none\r\n");
    assertThat(served.ending().aborted()).isTrue();
  }

  @Test
  void aBodyThatTurnsOutTooLongBreaksItsEcho() throws Exception {
    String answer =
        served.talkUntilClosed(
            "POST /stream10 HTTP/1.1\r\n" + CHUNKED + "\r\nb\r\nhello world\r\n0\r\n\r\n" + GET);
    assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n");
    assertThat(served.ending().aborted()).isTrue();
  }

  /** Content without end; counts the pieces of 1 KiB that were asked for. */
  private static final class Endless implements ContentStream {
    final BlockingQueue<Boolean> closed = new LinkedBlockingQueue<>();
    final AtomicInteger given = new AtomicInteger();

    @Override
    public CompletionStage<byte[]> next() {
      given.incrementAndGet();
      return CompletableFuture.supplyAsync(() -> new byte[1024]);
    }

    @Override
    public List<Response.Field> trailers() {
      return List.of();
    }

    @Override
    public void close() {
      closed.add(true);
    }
  }
}
