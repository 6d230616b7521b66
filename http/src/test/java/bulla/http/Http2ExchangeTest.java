package bulla.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests and answers over HTTP/2, frame by frame. */
class Http2ExchangeTest {
  private static final int INITIAL_WINDOW_SIZE = 4;

  private static final HttpLimits LIMITS =
      HttpLimits.defaults().withKeepAlive(true, Duration.ofSeconds(20), 100);

  @TempDir private Path files;
  private Served served;
  private Http2Talk talk;

  @BeforeEach
  void start() throws IOException {
    served = served(Http2Limits.defaults());
    talk = new Http2Talk(served).begin();
  }

  @AfterEach
  void stop() throws IOException {
    talk.close();
    served.close();
  }

  @Test
  void aRequestIsWhatHttp1WouldHaveMadeOfIt() throws Exception {
    talk.get(1, "/held", "x-a", "1", "cookie", "a=1", "x-a", "2", "cookie", "b=2").flush();
    Request request = held().request();
    assertThat(request.line()).isEqualTo("GET /held HTTP/2.0");
    assertThat(request.method()).isEqualTo("GET");
    assertThat(request.target()).isEqualTo("/held");
    assertThat(request.version()).isEqualTo("HTTP/2.0");
    assertThat(request.field("Host")).isEqualTo("www.example");
    assertThat(request.fields("HOST")).containsExactly("www.example");
    assertThat(request.fields("X-A")).containsExactly("1", "2");
    assertThat(request.field("x-A")).isEqualTo("1");
    assertThat(request.field("X-B")).isNull();
    assertThat(request.fields("X-B")).isEmpty();
    assertThat(request.field("Cookie")).isEqualTo("a=1; b=2");
    assertThat(request.fields("Cookie")).containsExactly("a=1; b=2");
    assertThat(request.hasBody()).isFalse();
  }

  @Test
  void hostTakesThePlaceOfAuthority() throws Exception {
    talk.fields(
            1, true, ":method", "GET", ":scheme", "http", ":path", "/held", "host", "other.example")
        .flush();
    assertThat(held().request().fields("Host")).containsExactly("other.example");
  }

  @Test
  void anotherSchemeThanTheConnectionsMakesTheTargetAbsolute() throws Exception {
    talk.fields(
        1, true, ":method", "GET", ":scheme", "https", ":authority", "a.example", ":path", "/x");
    assertThat(talk.answer(1).text()).isEqualTo("GET https://a.example/x HTTP/2.0");
  }

  @Test
  void theHeadOfAnAnswerHasWhatHttpdWouldSendAndNothingOfTheConnection() throws Exception {
    Http2Talk.Answer answer = talk.get(1, "/x").answer(1);
    assertThat(answer.head)
        .containsOnlyKeys(":status", "date", "server", "content-length", "content-type")
        .containsEntry(":status", "200")
        .containsEntry("content-length", "15")
        .containsEntry("server", "Bulla");
    assertThat(answer.text()).isEqualTo("GET /x HTTP/2.0");
    Exchange.Ending ending = ending();
    assertThat(ending.status()).isEqualTo(200);
    assertThat(ending.contentBytes()).isEqualTo(15);
    assertThat(ending.aborted()).isFalse();
  }

  @Test
  void streamsAreAnsweredInAnyOrder() throws Exception {
    talk.get(1, "/held").get(3, "/held").get(5, "/x");
    assertThat(talk.answer(5).text()).isEqualTo("GET /x HTTP/2.0");
    Exchange first = held();
    Exchange second = held();
    second.respond(ServedHandler.text(200, "second"));
    assertThat(talk.answer(3).text()).isEqualTo("second");
    first.respond(ServedHandler.text(200, "first"));
    assertThat(talk.answer(1).text()).isEqualTo("first");
  }

  @Test
  void headAndStatusesWithoutContentEndWithTheirHead() throws Exception {
    assertThat(talk.request(1, true, "HEAD", "/x").answer(1))
        .satisfies(
            answer -> {
              assertThat(answer.head).containsEntry("content-length", "16");
              assertThat(answer.text()).isEmpty();
            });
    assertThat(talk.get(3, "/not-modified").answer(3).head)
        .containsEntry(":status", "304")
        .doesNotContainKey("content-length");
  }

  @Test
  void aClientsTextInAFieldCannotAddAnother() throws Exception {
    assertThat(talk.get(1, "/split").answer(1).head)
        .containsEntry("location", "/a  Set-Cookie: x??")
        .doesNotContainKey("set-cookie");
  }

  @Test
  void aHandlersBugIsAnsweredWith500() throws Exception {
    assertThat(talk.get(1, "/bug").answer(1).status()).isEqualTo("500");
    assertThat(talk.get(3, "/x").answer(3).status()).isEqualTo("200");
  }

  @Test
  void aBodyIsReadWholeAndItsTrailersAreKeptApart() throws Exception {
    assertThat(
            talk.post(1, "/echo", "content-length", "5")
                .data(1, "he", false)
                .data(1, "llo", true)
                .answer(1)
                .text())
        .isEqualTo("hello");
    talk.post(3, "/held").data(3, "x", false).fields(3, true, "x-sum", "1").flush();
    ContentStream stream = held().bodyStream(100);
    assertThat(text(stream.next())).isEqualTo("x");
    assertThat(text(stream.next())).isEmpty();
    assertThat(stream.trailers()).containsExactly(new Response.Field("x-sum", "1"));
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedAndTheRestThrownAway() throws Exception {
    talk.post(1, "/echo10").data(1, "01234567890", false);
    assertThat(talk.answer(1).status()).isEqualTo("413");
    talk.data(1, "more", false).data(1, "", true);
    assertThat(talk.get(3, "/x").answer(3).status()).isEqualTo("200");
    talk.post(5, "/echo10", "content-length", "11");
    assertThat(talk.answer(5).status()).isEqualTo("413");
    talk.data(5, "x", false).fields(5, true, "x", "y");
    assertThat(talk.get(7, "/x").answer(7).status()).isEqualTo("200");
  }

  @Test
  void theRestOfALongBodyIsNotAwaited() throws Exception {
    talk.post(1, "/unread", "content-length", "70000");
    assertThat(talk.answer(1).text()).isEqualTo("unread");
    assertThat(talk.reset(1)).isEqualTo(Http2Error.NO_ERROR);
    // What was on its way meanwhile disturbs nobody.
    talk.data(1, "more", false).data(1, "", true).fields(1, true, "x", "y");
    assertThat(talk.get(3, "/x").answer(3).status()).isEqualTo("200");
    talk.post(5, "/unread");
    assertThat(talk.answer(5).text()).isEqualTo("unread");
    for (int i = 0; i < 4; i++) {
      talk.data(5, "x".repeat(16_383), false);
    }
    talk.data(5, "xyz", false);
    assertThat(talk.reset(5)).isEqualTo(Http2Error.NO_ERROR);
    talk.post(7, "/unread", "expect", "100-continue");
    assertThat(talk.answer(7).text()).isEqualTo("unread");
    assertThat(talk.reset(7)).isEqualTo(Http2Error.NO_ERROR);
  }

  @Test
  void continueIsSentWhenTheBodyIsAskedForAndNotBefore() throws Exception {
    talk.post(1, "/held", "expect", "100-continue").flush();
    Exchange exchange = held();
    CompletionStage<byte[]> body = exchange.body(100);
    assertThat(talk.read(Http2Talk.HEADERS).stream()).isEqualTo(1);
    talk.data(1, "body", true).flush();
    assertThat(text(body)).isEqualTo("body");
    exchange.respond(ServedHandler.text(200, "done"));
    assertThat(talk.answer(1).text()).isEqualTo("done");
    Http2Talk.Answer refused = talk.post(3, "/unread", "expect", "100-continue").answer(3);
    assertThat(refused.interim).isZero();
  }

  @Test
  void anExpectationThatNobodyKnowsIs417() throws Exception {
    assertThat(talk.get(1, "/x", "expect", "miracles").answer(1))
        .satisfies(
            answer -> {
              assertThat(answer.status()).isEqualTo("417");
              assertThat(answer.text()).isEqualTo("EXPECTATION_FAILED");
            });
  }

  @Test
  void aBodyIsEchoedWhileItStillComes() throws Exception {
    talk.post(1, "/stream", "te", "trailers").data(1, "one", false);
    Http2Talk.Frame head = talk.read(Http2Talk.HEADERS);
    assertThat(head.has(Http2Talk.END_STREAM)).isFalse();
    assertThat(talk.read(Http2Talk.DATA).payload()).asString().isEqualTo("one");
    talk.data(1, "two", false);
    assertThat(talk.read(Http2Talk.DATA).payload()).asString().isEqualTo("two");
    talk.fields(1, true, "x-sum", "1", "set-cookie", "c");
    Http2Talk.Frame trailers = talk.read(Http2Talk.HEADERS);
    assertThat(trailers.has(Http2Talk.END_STREAM)).isTrue();
    assertThat(ending().contentBytes()).isEqualTo(6);
  }

  @Test
  void contentOfUnknownLengthEndsWithItsStream() throws Exception {
    Http2Talk.Answer answer =
        talk.post(1, "/stream").data(1, "one", false).fields(1, true, "x-sum", "1").answer(1);
    assertThat(answer.head).doesNotContainKeys("content-length", "transfer-encoding");
    assertThat(answer.text()).isEqualTo("one");
    // It did not say that it takes trailers.
    assertThat(answer.trailers).isEmpty();
  }

  @Test
  void contentThatBreaksOffResetsItsStream() throws Exception {
    assertThat(talk.post(1, "/stream-as-5").data(1, "four", true).reset(1))
        .isEqualTo(Http2Error.INTERNAL_ERROR);
    assertThat(ending().aborted()).isTrue();
    assertThat(talk.post(3, "/stream-as-5").data(3, "sixsix", true).reset(3))
        .isEqualTo(Http2Error.INTERNAL_ERROR);
    assertThat(talk.get(5, "/x").answer(5).status()).isEqualTo("200");
  }

  @Test
  void longContentKeepsToTheWindowsOfStreamAndConnection() throws Exception {
    talk.settings(INITIAL_WINDOW_SIZE, 20_000).get(1, "/long");
    int got = 0;
    while (got < 20_000) {
      got += talk.read(Http2Talk.DATA).payload().length;
    }
    assertThat(got).isEqualTo(20_000);
    talk.number(Http2Talk.WINDOW_UPDATE, 1, 1_000_000);
    while (got < 65_535) {
      got += talk.read(Http2Talk.DATA).payload().length;
    }
    assertThat(got).isEqualTo(65_535);
    // The connection's window is used up for all streams.
    talk.get(3, "/x").frame(Http2Talk.PING, 0, 0, new byte[8]);
    assertThat(talk.read(Http2Talk.PING).has(Http2Talk.ACK)).isTrue();
    talk.number(Http2Talk.WINDOW_UPDATE, 0, 1_000_000);
    assertThat(talk.answer(3).text()).isEqualTo("GET /x HTTP/2.0");
    assertThat(talk.answer(1).content.size()).isEqualTo(500_000 - 65_535);
  }

  @Test
  void aWindowThatIsMadeSmallerMayBeOverdrawn() throws Exception {
    talk.get(1, "/long");
    int got = 0;
    while (got < 65_535) {
      got += talk.read(Http2Talk.DATA).payload().length;
    }
    talk.settings(INITIAL_WINDOW_SIZE, 1000).number(Http2Talk.WINDOW_UPDATE, 0, 1_000_000);
    talk.number(Http2Talk.WINDOW_UPDATE, 1, 64_535).frame(Http2Talk.PING, 0, 0, new byte[8]);
    assertThat(talk.read(Http2Talk.PING).has(Http2Talk.ACK)).isTrue();
    talk.number(Http2Talk.WINDOW_UPDATE, 1, 10);
    assertThat(talk.read(Http2Talk.DATA).payload()).hasSize(10);
  }

  @Test
  void streamsShareTheConnection() throws Exception {
    talk.get(1, "/long").get(3, "/long");
    int[] got = new int[4];
    while (got[1] + got[3] < 65_535) {
      Http2Talk.Frame frame = talk.read(Http2Talk.DATA);
      got[frame.stream()] += frame.payload().length;
    }
    talk.number(Http2Talk.WINDOW_UPDATE, 1, 1 << 20).number(Http2Talk.WINDOW_UPDATE, 3, 1 << 20);
    talk.number(Http2Talk.WINDOW_UPDATE, 0, 200_000);
    got = new int[4];
    while (got[1] + got[3] < 200_000) {
      Http2Talk.Frame frame = talk.read(Http2Talk.DATA);
      got[frame.stream()] += frame.payload().length;
    }
    assertThat(Math.abs(got[1] - got[3])).isLessThanOrEqualTo(16_384);
  }

  @Test
  void filesArriveWholeWhateverTheWindowsAre() throws Exception {
    byte[] content = new byte[700_001];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) ((i * 31) >> 3);
    }
    Files.write(files.resolve("long"), content);
    talk.settings(INITIAL_WINDOW_SIZE, 10_000).get(1, "/file/long");
    talk.number(Http2Talk.WINDOW_UPDATE, 0, 1_000_000);
    for (int i = 0; i < 100; i++) {
      talk.number(Http2Talk.WINDOW_UPDATE, 1, 7_001);
    }
    assertThat(talk.answer(1).content.toByteArray()).isEqualTo(content);
    assertThat(ending().contentBytes()).isEqualTo(content.length);
  }

  @Test
  void paddingIsAddedWhereItIsAskedForAndCounted() throws Exception {
    Http2Limits padded =
        new Http2Limits(100, 65_535, 65_536, 1000, 8, Duration.ofSeconds(20), 8, true, true);
    Files.write(files.resolve("file"), new byte[30_000]);
    try (Served other = served(padded);
        Http2Talk padding = new Http2Talk(other).begin().get(1, "/file/file")) {
      int seen = 0;
      int size = 0;
      int content = 0;
      Http2Talk.Frame frame;
      do {
        frame = padding.read(Http2Talk.DATA);
        size += frame.payload().length;
        seen += frame.has(Http2Talk.PADDED) ? 1 : 0;
        int pad = frame.has(Http2Talk.PADDED) ? 1 + (frame.payload()[0] & 0xff) : 0;
        content += frame.payload().length - pad;
        assertThat(frame.payload().length - pad).isLessThanOrEqualTo(1000);
      } while (!frame.has(Http2Talk.END_STREAM));
      assertThat(seen).isPositive();
      assertThat(content).isEqualTo(30_000);
      // A stream that is padded to the end of its window stands still there.
      int rest = 65_535 - size;
      assertThat(padding.get(3, "/x").answer(3).text()).isEqualTo("GET /x HTTP/2.0");
      assertThat(rest).isPositive();
    }
  }

  @Test
  void anUploadThatNobodyReadsStopsAtTheStreamsWindow() throws Exception {
    String piece = "x".repeat(16_383);
    talk.post(1, "/held");
    for (int i = 0; i < 4; i++) {
      talk.data(1, piece, false);
    }
    talk.data(1, "xyz", false).get(3, "/x");
    assertThat(talk.answer(3).status()).isEqualTo("200");
    ContentStream stream = held().bodyStream(1 << 20);
    int read = text(stream.next()).length();
    assertThat(read).isEqualTo(65_535);
    Http2Talk.Frame more = talk.read(Http2Talk.WINDOW_UPDATE);
    assertThat(more.stream()).isEqualTo(1);
    assertThat(more.number()).isEqualTo(65_535);
    talk.data(1, piece, true).flush();
    assertThat(text(stream.next())).hasSize(16_383);
  }

  @Test
  void aClientThatOverrunsAWindowIsToldSo() throws Exception {
    talk.post(1, "/held");
    for (int i = 0; i < 4; i++) {
      talk.data(1, "x".repeat(16_384), false);
    }
    assertThat(talk.reset(1)).isEqualTo(Http2Error.FLOW_CONTROL_ERROR);
    for (int stream = 3; stream < 11; stream += 2) {
      talk.post(stream, "/held");
      for (int i = 0; i < 4; i++) {
        talk.data(stream, "x".repeat(stream < 9 ? 16_383 : 16_384), false);
      }
    }
    assertThat(talk.goAway()).isEqualTo(Http2Error.FLOW_CONTROL_ERROR);
  }

  @Test
  void aResetCancelsTheExchange() throws Exception {
    talk.post(1, "/held").data(1, "x", false).flush();
    Exchange exchange = held();
    ContentStream stream = exchange.bodyStream(100);
    assertThat(text(stream.next())).isEqualTo("x");
    CompletionStage<byte[]> next = stream.next();
    talk.number(Http2Talk.RST_STREAM, 1, Http2Error.CANCEL).flush();
    Assertions.assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> text(next))
        .withMessageContaining("the client went away");
    exchange.respond(ServedHandler.text(200, "nobody sees this"));
    assertThat(ending().aborted()).isTrue();
    assertThat(talk.get(3, "/x").answer(3).status()).isEqualTo("200");
  }

  @Test
  void aResetEndsContentThatIsOnItsWay() throws Exception {
    talk.get(1, "/long");
    assertThat(talk.read(Http2Talk.DATA).stream()).isEqualTo(1);
    talk.number(Http2Talk.RST_STREAM, 1, Http2Error.CANCEL).flush();
    assertThat(ending().aborted()).isTrue();
    talk.number(Http2Talk.WINDOW_UPDATE, 0, 1_000_000).get(3, "/x").flush();
    Http2Talk.Frame frame;
    do {
      frame = talk.read(Http2Talk.DATA);
    } while (frame.stream() == 1);
    assertThat(frame.stream()).isEqualTo(3);
  }

  @Test
  void aRequestThatNeedsHttp11IsResetWithThatReason() throws Exception {
    assertThat(talk.get(1, "/http11").reset(1)).isEqualTo(Http2Error.HTTP_1_1_REQUIRED);
    Exchange.Ending ending = ending();
    assertThat(ending.status()).isEqualTo(403);
    assertThat(ending.contentBytes()).isEqualTo("over HTTP/1.1".length());
    assertThat(ending.aborted()).isTrue();
  }

  @Test
  void aServerThatShutsDownLetsStreamsInFlightEnd() throws Exception {
    talk.get(1, "/held").get(3, "/x");
    assertThat(talk.answer(3).status()).isEqualTo("200");
    Thread closing =
        Thread.startVirtualThread(() -> served.server.shutdown(Duration.ofSeconds(20)));
    Http2Talk.Frame notice = talk.read(Http2Talk.GO_AWAY);
    assertThat(notice.error()).isEqualTo(Http2Error.NO_ERROR);
    assertThat(notice.number()).isEqualTo(Integer.MAX_VALUE);
    byte[] ping = talk.read(Http2Talk.PING).payload();
    // A request that was on its way is still taken.
    assertThat(talk.get(5, "/x").answer(5).status()).isEqualTo("200");
    Http2Talk.Frame last = talk.frame(Http2Talk.PING, Http2Talk.ACK, 0, ping).read(7);
    assertThat(last.number()).isEqualTo(5);
    // A later one is not, and its client knows that it may ask elsewhere.
    talk.get(7, "/x").flush();
    held().respond(ServedHandler.text(200, "late"));
    assertThat(talk.answer(1).text()).isEqualTo("late");
    talk.end();
    closing.join();
    assertThat(served.handler.endings).hasSize(3);
  }

  @Test
  void aHandlerThatRetiresEndsItsConnectionsAndOneThatHasNotSpokenYetAfterItsRequests()
      throws Exception {
    assertThat(talk.get(1, "/x").answer(1).status()).isEqualTo("200");
    served.server.endRetired();
    try (Http2Talk late = new Http2Talk(served)) {
      // Nobody has retired yet, so nobody is told.
      assertThat(talk.get(3, "/x").answer(3).status()).isEqualTo("200");
      served.handler.retired = true;
      served.server.endRetired();
      assertThat(talk.read(Http2Talk.GO_AWAY).number()).isEqualTo(Integer.MAX_VALUE);
      talk.frame(Http2Talk.PING, Http2Talk.ACK, 0, talk.read(Http2Talk.PING).payload());
      assertThat(talk.read(Http2Talk.GO_AWAY).number()).isEqualTo(3);
      talk.end();
      late.begin().get(1, "/x").flush();
      assertThat(late.read(Http2Talk.GO_AWAY).number()).isEqualTo(Integer.MAX_VALUE);
      late.frame(Http2Talk.PING, Http2Talk.ACK, 0, late.read(Http2Talk.PING).payload());
      assertThat(late.answer(1).status()).isEqualTo("200");
      assertThat(late.read(Http2Talk.GO_AWAY).number()).isEqualTo(1);
      late.end();
    }
  }

  @Test
  void unknownFramesAndSettingsAreIgnored() throws Exception {
    talk.frame(0x42, 0xff, 9, new byte[5]).settings(0x42, 7).frame(0x42, 0, 0);
    assertThat(talk.get(1, "/x").answer(1).status()).isEqualTo("200");
  }

  @Test
  void prioritiesAreIgnored() throws Exception {
    byte[] block = Http2Talk.block(":method", "GET", ":scheme", "http", ":path", "/x", "host", "a");
    byte[] payload = new byte[block.length + 5];
    payload[3] = 7;
    payload[4] = 15;
    System.arraycopy(block, 0, payload, 5, block.length);
    talk.frame(Http2Talk.PRIORITY, 0, 9, new byte[] {0, 0, 0, 7, 1});
    talk.frame(
        Http2Talk.HEADERS,
        Http2Talk.END_HEADERS | Http2Talk.END_STREAM | Http2Talk.PRIORITIZED,
        1,
        payload);
    assertThat(talk.answer(1).status()).isEqualTo("200");
  }

  @Test
  void http1IsStillSpokenWherePriorKnowledgeIsAllowed() throws Exception {
    assertThat(served.talk("GET /x HTTP/1.1\r\nHost: a\r\n\r\n")).endsWith("GET /x HTTP/1.1");
    try (Socket socket = served.connect()) {
      Served.send(socket, "PRI");
      Served.send(socket, "NT / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(Served.until(socket, "PRINT / HTTP/1.1")).startsWith("HTTP/1.1 200 ");
    }
  }

  private Served served(Http2Limits limits) throws IOException {
    return new Served(files, LIMITS, Served.priorKnowledge(limits));
  }

  private Exchange held() throws InterruptedException {
    return Objects.requireNonNull(served.handler.held.poll(20, TimeUnit.SECONDS));
  }

  private Exchange.Ending ending() throws InterruptedException {
    return Objects.requireNonNull(served.handler.endings.poll(20, TimeUnit.SECONDS));
  }

  private static String text(CompletionStage<byte[]> stage) throws Exception {
    return new String(
        stage.toCompletableFuture().get(20, TimeUnit.SECONDS), StandardCharsets.ISO_8859_1);
  }
}
