package bulla.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Field blocks that are no request (RFC 9113 8), and those that are beyond limits. */
class Http2MalformedTest extends Http2Served {
  private static final String[] GOOD = {
    ":method", "GET", ":scheme", "http", ":authority", "www.example", ":path", "/x"
  };

  Http2MalformedTest() {
    super(
        HttpLimits.defaults()
            .with()
            .head(100, 200, 10)
            .keepAlive(true, Duration.ofSeconds(20), 100)
            .build(),
        new Http2Limits(100, 65_535, 65_536, 16_384, 0, Duration.ofSeconds(20), 1000, true, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-A=1",
        "=1",
        "x a=1",
        "x:a=1",
        "x\u0000=1",
        "x\u00e4=1",
        "x=a\u0000b",
        "x=a\rb",
        "x=a\nb",
        "x= a",
        "x=a ",
        "x=\ta",
        "x=a\u007fb",
        "connection=close",
        "connection=x-a",
        "keep-alive=timeout=5",
        "proxy-connection=keep-alive",
        "transfer-encoding=chunked",
        "upgrade=h2c",
        "te=gzip",
        "te=trailers, gzip",
        "host=other.example",
        "host=www.example:80",
        "content-length=1",
        "content-length=-1",
        "content-length=+0",
        "content-length=",
        "content-length=0, 0",
        "content-length=9999999999999999999",
        ":path=/y",
        ":status=200",
        ":unknown=1",
      })
  void aMalformedFieldResetsItsStream(String field) throws Exception {
    int equals = field.indexOf('=', 1) < 0 ? 0 : field.indexOf('=', field.startsWith("=") ? 0 : 1);
    assertReset(with(field.substring(0, equals), field.substring(equals + 1)));
  }

  @Test
  void fieldsThatAreThereTwiceResetTheirStream() throws Exception {
    assertReset(with("content-length", "0", "content-length", "0"));
    assertReset(with("host", "www.example", "host", "www.example"));
    for (int i = 0; i < GOOD.length; i += 2) {
      List<String> twice = new ArrayList<>(List.of(GOOD[i], GOOD[i + 1]));
      twice.addAll(Arrays.asList(GOOD));
      assertReset(twice.toArray(String[]::new));
    }
  }

  @Test
  void pseudoHeaderFieldsComeFirstAndNoneIsMissing() throws Exception {
    assertReset(
        ":method", "GET", ":scheme", "http", "x", "1", ":authority", "www.example", ":path", "/");
    assertReset(":scheme", "http", ":authority", "www.example", ":path", "/");
    assertReset(":method", "GET", ":authority", "www.example", ":path", "/");
    assertReset(":method", "GET", ":scheme", "http", ":path", "/");
    assertReset(":method", "GET", ":scheme", "http", ":authority", "www.example");
    assertReset();
  }

  @Test
  void pseudoHeaderFieldsHaveToBeWhatARequestLineCouldSay() throws Exception {
    assertReset(request("G T", "http", "/"));
    assertReset(request("", "http", "/"));
    assertReset(request("GET", "ftp", "/"));
    assertReset(request("GET", "http", ""));
    assertReset(request("GET", "http", "x"));
    assertReset(request("GET", "http", "http://www.example/"));
    assertReset(request("GET", "http", "/a b"));
    assertReset(request("GET", "http", "/a\r\nHost: b"));
    assertReset(request("GET", "http", "*"));
    assertReset(request("CONNECT", "http", "/"));
    assertReset(":method", "CONNECT", ":path", "/", ":authority", "a:1");
  }

  @Test
  void optionsMayAskForTheServerAndConnectForATunnel() throws Exception {
    assertThat(talk.fields(1, true, request("OPTIONS", "http", "*")).answer(1).text())
        .isEqualTo("OPTIONS * HTTP/2.0");
    assertThat(talk.fields(3, true, ":method", "CONNECT", ":authority", "a.example:443").answer(3))
        .satisfies(answer -> assertThat(answer.text()).isEqualTo("CONNECT a.example:443 HTTP/2.0"));
  }

  @Test
  void anAuthorityThatIsNoneIsAnsweredWith400() throws Exception {
    for (String authority : List.of("a@b", "a b", "a:b", "a/b")) {
      int stream = nextStream();
      talk.fields(
          stream, true, ":method", "GET", ":scheme", "http", ":authority", authority, ":path", "/");
      assertThat(talk.answer(stream).text()).isEqualTo("BAD_HOST");
    }
  }

  @Test
  void aBodyThatIsNotAsLongAsAnnouncedResetsItsStream() throws Exception {
    talk.post(1, "/held", "content-length", "3").data(1, "four", false);
    assertThat(talk.reset(1)).isEqualTo(Http2Error.PROTOCOL_ERROR);
    talk.post(3, "/held", "content-length", "3").data(3, "no", true);
    assertThat(talk.reset(3)).isEqualTo(Http2Error.PROTOCOL_ERROR);
    talk.post(5, "/held", "content-length", "3").data(5, "no", false).fields(5, true, "x", "1");
    assertThat(talk.reset(5)).isEqualTo(Http2Error.PROTOCOL_ERROR);
    talk.post(7, "/echo", "content-length", "3").data(7, "yes", false).data(7, "", true);
    assertThat(talk.answer(7).text()).isEqualTo("yes");
  }

  @Test
  void trailersThatAreNoneResetTheirStream() throws Exception {
    talk.post(1, "/held").data(1, "x", false).fields(1, true, ":path", "/");
    assertThat(talk.reset(1)).isEqualTo(Http2Error.PROTOCOL_ERROR);
    talk.post(3, "/held").data(3, "x", false).fields(3, false, "x", "1");
    assertThat(talk.reset(3)).isEqualTo(Http2Error.PROTOCOL_ERROR);
    talk.post(5, "/held").data(5, "x", false).fields(5, true, "X", "1");
    assertThat(talk.reset(5)).isEqualTo(Http2Error.PROTOCOL_ERROR);
  }

  @Test
  void moreThanTheLimitsOfAHeadIs431Or414() throws Exception {
    assertRefused("414", "TARGET_TOO_LONG", "/" + "x".repeat(100));
    assertRefused("431", "FIELD_BLOCK_TOO_LARGE", "/", "x-long", "y".repeat(200));
    String[] many = new String[22];
    Arrays.setAll(many, i -> "x" + i);
    assertRefused("431", "FIELD_BLOCK_TOO_LARGE", "/", many);
    assertThat(served.handler.refused.poll(20, TimeUnit.SECONDS))
        .satisfies(request -> assertThat(request.line()).hasSize("GET ".length() + 100 + 9));
  }

  @Test
  void aFieldBlockThatIsMuchTooLargeIs431AndTheTableStaysInStep() throws Exception {
    // 1500 times the same 60 bytes of the table: 90 kB of fields in 1.5 kB.
    String[] fields = with("x-table", "v".repeat(21));
    byte[] block = Http2Talk.block(fields);
    byte[] bomb = Arrays.copyOf(block, block.length + 1500);
    int literal = block.length - 1 - 1 - "x-table".length() - 1 - 21;
    bomb[literal] = 0x40;
    Arrays.fill(bomb, block.length, bomb.length, (byte) (0x80 | 62));
    talk.frame(Http2Talk.HEADERS, Http2Talk.END_HEADERS | Http2Talk.END_STREAM, 1, bomb);
    assertThat(talk.answer(1).status()).isEqualTo("431");
    byte[] next = Arrays.copyOf(Http2Talk.block(GOOD), Http2Talk.block(GOOD).length + 1);
    next[next.length - 1] = (byte) (0x80 | 62);
    talk.frame(Http2Talk.HEADERS, Http2Talk.END_HEADERS | Http2Talk.END_STREAM, 3, next);
    assertThat(talk.answer(3).status()).isEqualTo("200");
  }

  private int nextStream = 1;

  private int nextStream() {
    int stream = nextStream;
    nextStream += 2;
    return stream;
  }

  private void assertReset(String... fields) throws IOException {
    int stream = nextStream();
    talk.fields(stream, true, fields);
    assertThat(talk.reset(stream)).isEqualTo(Http2Error.PROTOCOL_ERROR);
    assertThat(served.handler.endings).isEmpty();
    assertThat(served.handler.refused).isEmpty();
  }

  private void assertRefused(String status, String refusal, String path, String... more)
      throws IOException {
    int stream = nextStream();
    Http2Talk.Answer answer = talk.get(stream, path, more).answer(stream);
    assertThat(Objects.requireNonNull(answer).status()).isEqualTo(status);
    assertThat(answer.text()).isEqualTo(refusal);
  }

  private static String[] with(String... more) {
    String[] all = Arrays.copyOf(GOOD, GOOD.length + more.length);
    System.arraycopy(more, 0, all, GOOD.length, more.length);
    return all;
  }

  private static String[] request(String method, String scheme, String path) {
    return new String[] {
      ":method", method, ":scheme", scheme, ":authority", "www.example", ":path", path
    };
  }
}
