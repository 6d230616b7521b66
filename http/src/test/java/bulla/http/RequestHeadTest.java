package bulla.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestHeadTest {
  private static final String HOST = "Host: a.example\r\n";

  private Served served;

  @BeforeAll
  void start() throws IOException {
    served = new Served(Path.of("."), HttpLimits.defaults());
  }

  @AfterAll
  void stop() {
    served.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\nHost: a\n\n",
        "GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: y\rZ: w\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n: y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX\0: b\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
        "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n",
        " GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /\r\n\r\n",
        "GET / http/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.10\r\nHost: a\r\n\r\n",
        "G@T / HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nx",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\nx",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\nx",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\nx",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\nx",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999999999999999\r\n\r\nx",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "\u0016\u0003\u0001 binary \n",
        "\n"
      })
  void malformedHeadsAreRefusedAndTheConnectionCloses(String bytes) throws Exception {
    String answer = served.talkUntilClosed(bytes + "GET /smuggled HTTP/1.1\r\n" + HOST + "\r\n");
    assertThat(answer).startsWith("HTTP/1.1 400 ").matches("(?s).*\r\n\r\n[A-Z_]+");
    assertThat(answer).contains("\r\nConnection: close\r\n").doesNotContain("smuggled");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Host:\r\n",
        "Host: \r\n",
        "Host: a\r\nHost: a\r\n",
        "Host: a/b\r\n",
        "Host: a b\r\n",
        "Host: a\u00e9\r\n",
        "Host: a:8o\r\n",
        "Host: [::1\r\n",
        "Host: []\r\n",
        "Host: user@a\r\n"
      })
  void hostsThatAreMissingOrDoubleOrInvalidAreRefused(String fields) throws Exception {
    String answer = served.talkUntilClosed("GET / HTTP/1.1\r\n" + fields + "\r\n");
    assertThat(answer).startsWith("HTTP/1.1 400 ").endsWith("BAD_HOST");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a.b:8443", "[::1]:80", "[fe80::1]", "127.0.0.1", "under_score"})
  void validHostsAreServed(String host) throws Exception {
    assertThat(served.talk("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
        .startsWith("HTTP/1.1 200 OK\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "GET / HTTP/1.1",
    "OPTIONS * HTTP/1.1",
    "GET http://a.example/x?y HTTP/1.1",
    "CONNECT a.example:443 HTTP/1.1",
    "GET /a%2Fb//../c HTTP/1.0",
    "PROPFIND /x HTTP/1.1"
  })
  void requestLinesAreKeptAsSent(String line) throws Exception {
    assertThat(served.talk(line + "\r\n" + HOST + "\r\n")).endsWith("\r\n\r\n" + line);
  }

  @Test
  void anHttp10RequestNeedsNoHost() throws Exception {
    assertThat(served.talkUntilClosed("GET / HTTP/1.0\r\n\r\n"))
        .startsWith("HTTP/1.1 200 OK\r\nDate: ")
        .contains("\r\nConnection: close\r\n");
  }

  @Test
  void anotherMajorVersionIsNotSupported() throws Exception {
    assertThat(served.talkUntilClosed("GET / HTTP/2.0\r\n" + HOST + "\r\n"))
        .startsWith("HTTP/1.1 505 ");
  }

  @Test
  void unknownExpectationsFail() throws Exception {
    assertThat(served.talkUntilClosed("GET / HTTP/1.1\r\n" + HOST + "Expect: tea\r\n\r\n"))
        .startsWith("HTTP/1.1 417 ");
  }

  @Test
  void aRequestLineMayBeAsLongAsTheLimitAndNoLonger() throws Exception {
    String target = "/" + "a".repeat(8190 - "GET / HTTP/1.1".length());
    assertThat(served.talk("GET " + target + " HTTP/1.1\r\n" + HOST + "\r\n"))
        .startsWith("HTTP/1.1 200 ");
    served.handler.refused.clear();
    assertThat(served.talkUntilClosed("GET " + target + "a HTTP/1.1\r\n" + HOST + "\r\n"))
        .startsWith("HTTP/1.1 414 ");
    Request refused = served.handler.refused.take();
    assertThat(refused.method()).isEqualTo("GET");
    assertThat(refused.target()).startsWith("/aaaa");
    assertThat(refused.line()).hasSize(8190);
  }

  @Test
  void anEndlessRequestLineIsRefusedBeforeItEnds() throws Exception {
    assertThat(served.talkUntilClosed("GET /" + "a".repeat(9000))).startsWith("HTTP/1.1 414 ");
  }

  @Test
  void tooManyFieldsAndTooLongFieldsAreRefused() throws Exception {
    assertThat(served.talk("GET / HTTP/1.1\r\n" + HOST + "X: y\r\n".repeat(99) + "\r\n"))
        .startsWith("HTTP/1.1 200 ");
    assertThat(served.talkUntilClosed("GET / HTTP/1.1\r\n" + HOST + "X: y\r\n".repeat(100)))
        .endsWith("TOO_MANY_FIELDS");
    assertThat(served.talkUntilClosed("GET / HTTP/1.1\r\n" + HOST + "X: " + "y".repeat(9000)))
        .endsWith("FIELD_TOO_LONG");
  }

  @Test
  void emptyLinesBeforeARequestAreSkipped() throws Exception {
    assertThat(served.talk("\r\n\r\nGET / HTTP/1.1\r\n" + HOST + "\r\n"))
        .endsWith("GET / HTTP/1.1");
  }

  @Test
  void aHeadMayArriveByteByByte() throws Exception {
    try (Socket socket = served.connect()) {
      socket.setTcpNoDelay(true);
      for (char c : ("GET /slow HTTP/1.1\r\n" + HOST + "\r\n").toCharArray()) {
        Served.send(socket, String.valueOf(c));
      }
      assertThat(Served.until(socket, "GET /slow HTTP/1.1")).startsWith("HTTP/1.1 200 ");
    }
  }
}
