package bulla.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Flow control and padding (RFC 9113 5.2 and 6.1), frame by frame. */
class Http2WindowsTest extends Http2Served {
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
    assertThat(served.ending().contentBytes()).isEqualTo(content.length);
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
    ContentStream stream = served.held().bodyStream(1 << 20);
    int read = Served.text(stream.next()).length();
    assertThat(read).isEqualTo(65_535);
    Http2Talk.Frame more = talk.read(Http2Talk.WINDOW_UPDATE);
    assertThat(more.stream()).isEqualTo(1);
    assertThat(more.number()).isEqualTo(65_535);
    talk.data(1, piece, true).flush();
    assertThat(Served.text(stream.next())).hasSize(16_383);
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
}
