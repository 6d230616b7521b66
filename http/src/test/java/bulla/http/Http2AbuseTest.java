package bulla.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Clients that break HTTP/2's rules or use them up: what they are told, and that they are gone. */
class Http2AbuseTest extends Http2Served {
  private static final int COMPRESSION_ERROR = 0x9;
  private static final int FRAME_SIZE_ERROR = 0x6;

  Http2AbuseTest() {
    super(
        HttpLimits.defaults()
            .with()
            .timeouts(Duration.ofMillis(600), ReadTimeouts.DEFAULT)
            .keepAlive(true, Duration.ofMillis(600), 100)
            .build(),
        new Http2Limits(10, 65_535, 65_536, 16_384, 0, Duration.ofMillis(600), 8, true, true));
  }

  // Rules of frames and streams.

  @Test
  void theFirstFrameHasToBeSettings() throws Exception {
    try (Http2Talk other = new Http2Talk(served)) {
      other.raw(Http2Talk.PREFACE).get(1, "/x");
      assertThat(other.goAway()).isEqualTo(Http2Error.PROTOCOL_ERROR);
    }
  }

  @Test
  void framesHaveTheSizesThatTheirTypesHave() throws Exception {
    assertGoAway(FRAME_SIZE_ERROR, Http2Talk.PING, 0, 0, 7);
    assertGoAway(FRAME_SIZE_ERROR, Http2Talk.SETTINGS, 0, 0, 5);
    assertGoAway(FRAME_SIZE_ERROR, Http2Talk.SETTINGS, Http2Talk.ACK, 0, 6);
    assertGoAway(FRAME_SIZE_ERROR, Http2Talk.RST_STREAM, 0, 1, 3);
    assertGoAway(FRAME_SIZE_ERROR, Http2Talk.WINDOW_UPDATE, 0, 0, 5);
    assertGoAway(FRAME_SIZE_ERROR, Http2Talk.DATA, 0, 1, 16_385);
    assertGoAway(FRAME_SIZE_ERROR, Http2Talk.HEADERS, Http2Talk.END_HEADERS, 1, 1 << 20);
  }

  @Test
  void framesStandOnTheStreamsThatTheirTypesStandOn() throws Exception {
    assertGoAway(Http2Error.PROTOCOL_ERROR, Http2Talk.PING, 0, 1, 8);
    assertGoAway(Http2Error.PROTOCOL_ERROR, Http2Talk.SETTINGS, 0, 1, 0);
    assertGoAway(Http2Error.PROTOCOL_ERROR, Http2Talk.GO_AWAY, 0, 1, 8);
    assertGoAway(Http2Error.PROTOCOL_ERROR, Http2Talk.DATA, 0, 0, 1);
    assertGoAway(Http2Error.PROTOCOL_ERROR, Http2Talk.HEADERS, Http2Talk.END_HEADERS, 0, 1);
    assertGoAway(Http2Error.PROTOCOL_ERROR, Http2Talk.RST_STREAM, 0, 0, 4);
    assertGoAway(Http2Error.PROTOCOL_ERROR, Http2Talk.PRIORITY, 0, 0, 5);
    assertGoAway(Http2Error.PROTOCOL_ERROR, Http2Talk.CONTINUATION, 4, 1, 1);
    assertGoAway(Http2Error.PROTOCOL_ERROR, Http2Talk.PUSH_PROMISE, 4, 1, 4);
  }

  @Test
  void idleStreamsTakeNothingButARequest() throws Exception {
    assertGoAway(Http2Error.PROTOCOL_ERROR, Http2Talk.DATA, 0, 1, 1);
    assertGoAway(Http2Error.PROTOCOL_ERROR, Http2Talk.RST_STREAM, 0, 1, 4);
    try (Http2Talk other = new Http2Talk(served).begin()) {
      other.number(Http2Talk.WINDOW_UPDATE, 1, 1);
      assertThat(other.goAway()).isEqualTo(Http2Error.PROTOCOL_ERROR);
    }
  }

  @Test
  void streamsOfClientsAreOddAndGoUp() throws Exception {
    talk.get(2, "/x");
    assertThat(talk.goAway()).isEqualTo(Http2Error.PROTOCOL_ERROR);
    try (Http2Talk other = new Http2Talk(served).begin()) {
      assertThat(other.get(5, "/x").answer(5).status()).isEqualTo("200");
      other.get(3, "/x");
      assertThat(other.goAway()).isEqualTo(Http2Error.STREAM_CLOSED);
    }
  }

  @Test
  void aStreamThatIsClosedIsNotUsedAgain() throws Exception {
    assertThat(talk.get(1, "/x").answer(1).status()).isEqualTo("200");
    talk.data(1, "x", false);
    assertThat(talk.goAway()).isEqualTo(Http2Error.STREAM_CLOSED);
    try (Http2Talk other = new Http2Talk(served).begin()) {
      other.post(1, "/held").data(1, "", true).data(1, "x", false);
      assertThat(other.reset(1)).isEqualTo(Http2Error.STREAM_CLOSED);
      other.post(3, "/held").data(3, "", true).fields(3, true, "x", "1");
      assertThat(other.reset(3)).isEqualTo(Http2Error.STREAM_CLOSED);
    }
  }

  @Test
  void aFieldBlockIsNotInterrupted() throws Exception {
    talk.frame(Http2Talk.HEADERS, 0, 1, Http2Talk.block(":method", "GET"));
    talk.frame(Http2Talk.PING, 0, 0, new byte[8]);
    assertThat(talk.goAway()).isEqualTo(Http2Error.PROTOCOL_ERROR);
    try (Http2Talk other = new Http2Talk(served).begin()) {
      other.frame(Http2Talk.HEADERS, 0, 1, Http2Talk.block(":method", "GET"));
      other.frame(Http2Talk.CONTINUATION, Http2Talk.END_HEADERS, 3, new byte[1]);
      assertThat(other.goAway()).isEqualTo(Http2Error.PROTOCOL_ERROR);
    }
  }

  @Test
  void aFieldBlockThatHpackDoesNotKnowEndsTheConnection() throws Exception {
    talk.frame(Http2Talk.HEADERS, 5, 1, new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, 1});
    assertThat(talk.goAway()).isEqualTo(COMPRESSION_ERROR);
    try (Http2Talk other = new Http2Talk(served).begin()) {
      // A table of 1 MiB, of which nobody has spoken.
      other.frame(Http2Talk.HEADERS, 5, 1, new byte[] {0x3f, (byte) 0xe1, (byte) 0xff, 0x3f});
      assertThat(other.goAway()).isEqualTo(COMPRESSION_ERROR);
    }
  }

  @Test
  void settingsOutOfRangeEndTheConnection() throws Exception {
    talk.settings(INITIAL_WINDOW_SIZE, -1);
    assertThat(talk.goAway()).isEqualTo(Http2Error.FLOW_CONTROL_ERROR);
    for (int[] settings : new int[][] {{2, 2}, {5, 16_383}, {5, 1 << 24}}) {
      try (Http2Talk other = new Http2Talk(served).begin(settings)) {
        assertThat(other.goAway()).isEqualTo(Http2Error.PROTOCOL_ERROR);
      }
    }
  }

  @Test
  void windowsAreNeitherWidenedByNothingNorBeyondTheirSize() throws Exception {
    talk.get(1, "/held").number(Http2Talk.WINDOW_UPDATE, 1, 0);
    assertThat(talk.reset(1)).isEqualTo(Http2Error.PROTOCOL_ERROR);
    talk.get(3, "/held").number(Http2Talk.WINDOW_UPDATE, 3, Integer.MAX_VALUE);
    assertThat(talk.reset(3)).isEqualTo(Http2Error.FLOW_CONTROL_ERROR);
    talk.get(5, "/held").number(Http2Talk.WINDOW_UPDATE, 5, 1_000_000);
    talk.settings(INITIAL_WINDOW_SIZE, Integer.MAX_VALUE);
    assertThat(talk.goAway()).isEqualTo(Http2Error.FLOW_CONTROL_ERROR);
    try (Http2Talk other = new Http2Talk(served).begin()) {
      other.number(Http2Talk.WINDOW_UPDATE, 0, 0);
      assertThat(other.goAway()).isEqualTo(Http2Error.PROTOCOL_ERROR);
    }
    try (Http2Talk other = new Http2Talk(served).begin()) {
      other.number(Http2Talk.WINDOW_UPDATE, 0, Integer.MAX_VALUE);
      assertThat(other.goAway()).isEqualTo(Http2Error.FLOW_CONTROL_ERROR);
    }
  }

  @Test
  void aStreamCannotDependOnItself() throws Exception {
    talk.get(1, "/held").frame(Http2Talk.PRIORITY, 0, 1, new byte[] {0, 0, 0, 1, 1});
    assertThat(talk.reset(1)).isEqualTo(Http2Error.PROTOCOL_ERROR);
    byte[] payload = new byte[6];
    payload[3] = 3;
    talk.frame(Http2Talk.HEADERS, Http2Talk.END_HEADERS | Http2Talk.PRIORITIZED, 3, payload);
    assertThat(talk.goAway()).isEqualTo(Http2Error.PROTOCOL_ERROR);
  }

  @Test
  void paddingIsNotLongerThanItsFrame() throws Exception {
    talk.post(1, "/held").frame(Http2Talk.DATA, Http2Talk.PADDED, 1, new byte[] {9, 0, 0});
    assertThat(talk.goAway()).isEqualTo(Http2Error.PROTOCOL_ERROR);
  }

  // Using up what there is.

  @Test
  void moreStreamsThanAllowedAreRefused() throws Exception {
    for (int stream = 1; stream <= 21; stream += 2) {
      talk.get(stream, "/held");
    }
    assertThat(talk.reset(21)).isEqualTo(Http2Error.REFUSED_STREAM);
  }

  @Test
  void aStreamThatIsResetCountsUntilItsHandlerIsDone() throws Exception {
    for (int stream = 1; stream < 21; stream += 2) {
      talk.get(stream, "/held").number(Http2Talk.RST_STREAM, stream, Http2Error.CANCEL);
    }
    assertThat(talk.get(21, "/held").reset(21)).isEqualTo(Http2Error.REFUSED_STREAM);
    assertThat(served.handler.held).hasSize(10);
    Objects.requireNonNull(served.handler.held.poll()).respond(ServedHandler.text(200, ""));
    assertThat(served.handler.endings.poll(20, TimeUnit.SECONDS)).isNotNull();
    assertThat(talk.get(23, "/x").answer(23).status()).isEqualTo("200");
  }

  @Test
  void rapidResetEndsTheConnection() throws Exception {
    talk.settings(INITIAL_WINDOW_SIZE, 0);
    Thread writing =
        Thread.startVirtualThread(
            () -> {
              for (int stream = 1; stream < 20_001; stream += 2) {
                int id = stream;
                write(() -> talk.get(id, "/long").number(Http2Talk.RST_STREAM, id, 8));
              }
              write(talk::flush);
            });
    assertThat(talk.goAway()).isEqualTo(Http2Error.ENHANCE_YOUR_CALM);
    writing.join();
    assertThat(served.handler.endings.size()).isLessThan(9000);
  }

  @Test
  void makingUsResetStreamsEndsTheConnection() throws Exception {
    for (int stream = 1; stream < 19; stream += 2) {
      talk.get(stream, "/held").number(Http2Talk.WINDOW_UPDATE, stream, 0);
    }
    assertThat(talk.goAway()).isEqualTo(Http2Error.ENHANCE_YOUR_CALM);
  }

  @Test
  void aContinuationFloodEndsTheConnection() throws Exception {
    talk.frame(Http2Talk.HEADERS, 0, 1, Http2Talk.block(":method", "GET"));
    byte[] more = Http2Talk.block("x", "y".repeat(16_000));
    for (int i = 0; i < 100; i++) {
      write(() -> talk.frame(Http2Talk.CONTINUATION, 0, 1, more));
    }
    assertThat(talk.goAway()).isEqualTo(Http2Error.PROTOCOL_ERROR);
  }

  @Test
  void aFloodOfEmptyContinuationsEndsTheConnection() throws Exception {
    talk.frame(Http2Talk.HEADERS, 0, 1);
    for (int i = 0; i < 2000; i++) {
      write(() -> talk.frame(Http2Talk.CONTINUATION, 0, 1));
    }
    assertThat(talk.goAway()).isEqualTo(Http2Error.ENHANCE_YOUR_CALM);
  }

  @Test
  void floodsThatLeadNowhereEndTheConnection() throws Exception {
    assertFlood(Http2Talk.PING, 0, new byte[8]);
    assertFlood(Http2Talk.SETTINGS, 0, new byte[6]);
    assertFlood(Http2Talk.PRIORITY, 9, new byte[] {0, 0, 0, 1, 1});
    assertFlood(Http2Talk.WINDOW_UPDATE, 0, new byte[] {0, 0, 0, 1});
    assertFlood(0x77, 0, new byte[0]);
    assertFlood(Http2Talk.GO_AWAY, 0, new byte[8]);
  }

  @Test
  void aFloodOfEmptyDataEndsTheConnection() throws Exception {
    talk.post(1, "/echo");
    for (int i = 0; i < 3000; i++) {
      write(() -> talk.frame(Http2Talk.DATA, 0, 1));
    }
    assertThat(talk.goAway()).isEqualTo(Http2Error.ENHANCE_YOUR_CALM);
  }

  @Test
  void windowsThatAreOpenedByteByByteEndTheConnection() throws Exception {
    talk.settings(INITIAL_WINDOW_SIZE, 0).get(1, "/long");
    for (int i = 0; i < 3000; i++) {
      write(() -> talk.frame(Http2Talk.WINDOW_UPDATE, 0, 1, new byte[] {0, 0, 0, 1}));
    }
    assertThat(talk.goAway()).isEqualTo(Http2Error.ENHANCE_YOUR_CALM);
  }

  @Test
  void aClientThatTakesNothingIsGivenUpWithLittleInMemory() throws Exception {
    talk.settings(INITIAL_WINDOW_SIZE, Integer.MAX_VALUE);
    talk.number(Http2Talk.WINDOW_UPDATE, 0, Integer.MAX_VALUE - 65_535);
    for (int stream = 1; stream < 200; stream += 2) {
      talk.get(stream, "/long");
    }
    talk.flush();
    boolean open = true;
    for (int i = 0; i < 400 && open; i++) {
      Thread.sleep(50);
      open = write(() -> talk.frame(Http2Talk.PING, 0, 0, new byte[8]).flush());
    }
    assertThat(open).isFalse();
    // Of a hundred answers of 500 kB those were made that the system took, and no others.
    assertThat(served.handler.endings.size()).isLessThan(40);
  }

  // Taking one's time.

  @Test
  void aClientThatSendsNoPrefaceIsGivenUp() throws Exception {
    try (Socket socket = served.connect()) {
      Served.send(socket, "PRI * HT");
      assertThat(Served.rest(socket)).doesNotContain("HTTP/1.1 200");
    }
  }

  @Test
  void anIdleConnectionIsEndedAndPingsDoNotKeepIt() throws Exception {
    assertThat(talk.get(1, "/x").answer(1).status()).isEqualTo("200");
    for (int i = 0; i < 4; i++) {
      Thread.sleep(100);
      talk.frame(Http2Talk.PING, 0, 0, new byte[8]).flush();
    }
    Http2Talk.Frame last = talk.read(Http2Talk.GO_AWAY);
    assertThat(last.error()).isEqualTo(Http2Error.NO_ERROR);
    assertThat(last.number()).isEqualTo(1);
    talk.end();
  }

  @Test
  void aFieldBlockThatDoesNotEndIsNotWaitedFor() throws Exception {
    talk.frame(Http2Talk.HEADERS, 0, 1, Http2Talk.block(":method", "GET"));
    assertThat(talk.goAway()).isEqualTo(Http2Error.NO_ERROR);
  }

  @Test
  void aStreamWhoseWindowStaysShutIsReset() throws Exception {
    talk.settings(INITIAL_WINDOW_SIZE, 0).get(1, "/long").get(3, "/held");
    assertThat(talk.reset(1)).isEqualTo(Http2Error.CANCEL);
    // A handler may take its time.
    Objects.requireNonNull(served.handler.held.poll()).respond(ServedHandler.text(200, ""));
    assertThat(talk.answer(3).status()).isEqualTo("200");
  }

  @Test
  void aBodyThatDoesNotComeIsNotWaitedFor() throws Exception {
    talk.post(1, "/echo").data(1, "x", false);
    Http2Talk.Answer answer = talk.answer(1);
    assertThat(answer.status()).isEqualTo("408");
    assertThat(answer.text()).isEqualTo("the request's body did not arrive in time");
    assertThat(talk.reset(1)).isEqualTo(Http2Error.NO_ERROR);
  }

  private void assertGoAway(int error, int type, int flags, int stream, int length)
      throws IOException {
    try (Http2Talk other = new Http2Talk(served).begin()) {
      other.frame(type, flags, stream, new byte[length]);
      assertThat(other.goAway()).isEqualTo(error);
    }
  }

  private void assertFlood(int type, int stream, byte[] payload) throws IOException {
    try (Http2Talk other = new Http2Talk(served).begin().get(1, "/held")) {
      for (int i = 0; i < 3000; i++) {
        write(() -> other.frame(type, 0, stream, payload));
      }
      assertThat(other.goAway()).isEqualTo(Http2Error.ENHANCE_YOUR_CALM);
    }
  }

  /** What writes to a server that may have ended the connection already. */
  @FunctionalInterface
  private interface Writing {
    Http2Talk write() throws IOException;
  }

  /** Whether the server still took it; what it said before it did not is what is looked at. */
  private static boolean write(Writing writing) {
    try {
      return writing.write() != null;
    } catch (IOException ended) {
      return false;
    }
  }
}
