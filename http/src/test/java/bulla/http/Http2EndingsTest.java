package bulla.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Streams and connections over HTTP/2 that are ended, by either side. */
class Http2EndingsTest extends Http2Served {
  @Test
  void aResetCancelsTheExchange() throws Exception {
    talk.post(1, "/held").data(1, "x", false).flush();
    Exchange exchange = served.held();
    ContentStream stream = exchange.bodyStream(100);
    assertThat(Served.text(stream.next())).isEqualTo("x");
    CompletionStage<byte[]> next = stream.next();
    talk.number(Http2Talk.RST_STREAM, 1, Http2Error.CANCEL).flush();
    Assertions.assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> Served.text(next))
        .withMessageContaining("the client went away");
    exchange.respond(ServedHandler.text(200, "nobody sees this"));
    assertThat(served.ending().aborted()).isTrue();
    assertThat(talk.get(3, "/x").answer(3).status()).isEqualTo("200");
  }

  @Test
  void aResetEndsContentThatIsOnItsWay() throws Exception {
    talk.get(1, "/long");
    assertThat(talk.read(Http2Talk.DATA).stream()).isEqualTo(1);
    talk.number(Http2Talk.RST_STREAM, 1, Http2Error.CANCEL).flush();
    assertThat(served.ending().aborted()).isTrue();
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
    Exchange.Ending ending = served.ending();
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
    served.held().respond(ServedHandler.text(200, "late"));
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
}
