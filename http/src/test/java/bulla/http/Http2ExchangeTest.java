package bulla.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Requests and answers over HTTP/2, frame by frame. */
class Http2ExchangeTest extends Http2Served {
  @Test
  void aRequestIsWhatHttp1WouldHaveMadeOfIt() throws Exception {
    talk.get(1, "/held", "x-a", "1", "cookie", "a=1", "x-a", "2", "cookie", "b=2").flush();
    Request request = served.held().request();
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
    assertThat(served.held().request().fields("Host")).containsExactly("other.example");
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
    Exchange.Ending ending = served.ending();
    assertThat(ending.status()).isEqualTo(200);
    assertThat(ending.contentBytes()).isEqualTo(15);
    assertThat(ending.aborted()).isFalse();
  }

  @Test
  void streamsAreAnsweredInAnyOrder() throws Exception {
    talk.get(1, "/held").get(3, "/held").get(5, "/x");
    assertThat(talk.answer(5).text()).isEqualTo("GET /x HTTP/2.0");
    Exchange first = served.held();
    Exchange second = served.held();
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
    ContentStream stream = served.held().bodyStream(100);
    assertThat(Served.text(stream.next())).isEqualTo("x");
    assertThat(Served.text(stream.next())).isEmpty();
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
    Exchange exchange = served.held();
    CompletionStage<byte[]> body = exchange.body(100);
    assertThat(talk.read(Http2Talk.HEADERS).stream()).isEqualTo(1);
    talk.data(1, "body", true).flush();
    assertThat(Served.text(body)).isEqualTo("body");
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
    assertThat(served.ending().contentBytes()).isEqualTo(6);
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
    assertThat(served.ending().aborted()).isTrue();
    assertThat(talk.post(3, "/stream-as-5").data(3, "sixsix", true).reset(3))
        .isEqualTo(Http2Error.INTERNAL_ERROR);
    assertThat(talk.get(5, "/x").answer(5).status()).isEqualTo("200");
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
}
