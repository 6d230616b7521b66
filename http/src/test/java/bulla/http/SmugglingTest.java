package bulla.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What two readers could understand in two ways. Each shape is followed by a request that must
 * never reach a handler: whoever has it answered has smuggled it past a proxy in front of us.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmugglingTest {
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String POST = "POST /echo HTTP/1.1\r\nHost: a\r\n";
  private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";

  private final BlockingQueue<String> handled = new LinkedBlockingQueue<>();
  private Served served;

  @BeforeAll
  void start() throws IOException {
    served =
        new Served(
            new ServedHandler(Path.of(".")) {
              @Override
              public void handle(Exchange exchange) {
                handled.add(exchange.request().target());
                super.handle(exchange);
              }
            },
            HttpLimits.defaults());
  }

  @AfterAll
  void stop() {
    served.close();
  }

  static Stream<Arguments> heads() {
    return Stream.of(
            // Two lengths (RFC 9112 6.3).
            post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n"),
            post("Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd"),
            post("Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd"),
            post("Content-Length: 4, 4\r\n\r\nabcd"),
            post("Content-Length: 4,4\r\n\r\nabcd"),
            // Lengths that are none (RFC 9110 8.6).
            post("Content-Length: -1\r\n\r\n"),
            post("Content-Length: +4\r\n\r\nabcd"),
            post("Content-Length: 0x4\r\n\r\nabcd"),
            post("Content-Length: 4 4\r\n\r\nabcd"),
            post("Content-Length: 4.0\r\n\r\nabcd"),
            post("Content-Length: 4e0\r\n\r\nabcd"),
            post("Content-Length: \r\n\r\nabcd"),
            post("Content-Length: \"4\"\r\n\r\nabcd"),
            post("Content-Length: 18446744073709551620\r\n\r\nabcd"),
            post("Content-Length: 9223372036854775808\r\n\r\nabcd"),
            post("Content-Length: " + "0".repeat(40) + "4\r\n\r\nabcd"),
            // Codings that are not chunked alone (RFC 9112 6.1).
            post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
            post("Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
            post("Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
            post("Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
            post("Transfer-Encoding: identity\r\n\r\n"),
            post("Transfer-Encoding: gzip\r\n\r\n"),
            post("Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
            post("Transfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n"),
            post("Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n"),
            post("Transfer-Encoding:\r\n\r\n"),
            post("Transfer-Encoding: ,chunked\r\n\r\n0\r\n\r\n"),
            post("Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n"),
            "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            // Names that only look like those (RFC 9112 5.1).
            post("Content-Length : 4\r\n\r\nabcd"),
            post("Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
            post("Transfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n"),
            post(" Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            post("Transfer-Encoding\0: chunked\r\n\r\n0\r\n\r\n"),
            post("Transfer-Encoding\r\n: chunked\r\n\r\n0\r\n\r\n"),
            // Folding (RFC 9112 5.2).
            post("Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
            post("X: y\r\n\tTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            "GET / HTTP/1.1\r\n Host: b\r\nHost: a\r\n\r\n",
            // Line ends (RFC 9112 2.2).
            "POST / HTTP/1.1\nHost: a\nContent-Length: 4\n\nabcd",
            post("X: y\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            post("X: y\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            post("X: y\r\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            post("X: y\r\n\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            post("\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            "GET / HTTP/1.1\r\nHost: a\r\n\n",
            "GET / HTTP/1.1\r\nHost: a\n\r\n",
            // Control characters (RFC 9110 5.5).
            post("X: a\0b\r\n\r\n"),
            post("X: a\u0001b\r\n\r\n"),
            post("X: a\u007fb\r\n\r\n"),
            post("X\u0001: a\r\n\r\n"),
            // Request lines (RFC 9112 3).
            "GET /\u0000 HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1 HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET\t/\tHTTP/1.1\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\t\r\nHost: a\r\n\r\n",
            "GET / HTTP/01.1\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1x\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.\u00b2\r\nHost: a\r\n\r\n",
            "GET\0 / HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /\r\nHost: a\r\n\r\n",
            // Hosts (RFC 9112 3.2).
            "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a:80:80\r\n\r\n",
            "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n")
        .map(Arguments::of);
  }

  static Stream<Arguments> bodies() {
    return Stream.of(
            "0x1\r\nx\r\n0\r\n\r\n",
            "-1\r\nx\r\n0\r\n\r\n",
            "+1\r\nx\r\n0\r\n\r\n",
            " 1\r\nx\r\n0\r\n\r\n",
            "\r\n1\r\nx\r\n0\r\n\r\n",
            "1 1\r\nx\r\n0\r\n\r\n",
            "1\nx\n0\n\n",
            "1\rx\r\n0\r\n\r\n",
            "1\r\r\nx\r\n0\r\n\r\n",
            "1;a\nb\r\nx\r\n0\r\n\r\n",
            "1;a\rb\r\nx\r\n0\r\n\r\n",
            "1;a\0b\r\nx\r\n0\r\n\r\n",
            "1\0\r\nx\r\n0\r\n\r\n",
            "1\r\nxy\r\n0\r\n\r\n",
            "1\r\nx\n0\r\n\r\n",
            "1\r\nx\r0\r\n\r\n",
            "1\r\nx0\r\n\r\n",
            "1\r\nx\r\n\r\n0\r\n\r\n",
            ";a\r\nx\r\n0\r\n\r\n",
            "g\r\nx\r\n0\r\n\r\n",
            "\u0661\r\nx\r\n0\r\n\r\n",
            "10000000000000001\r\nx\r\n0\r\n\r\n",
            "ffffffffffffffff\r\nx\r\n0\r\n\r\n",
            "0".repeat(20) + "1\r\nx\r\n0\r\n\r\n",
            "1;" + "a".repeat(17_000) + "\r\nx\r\n0\r\n\r\n",
            "1;a\r\nx\r\n".repeat(17_000) + "0\r\n\r\n",
            "0\n\n",
            "0\r\n\n",
            "0\r\n\rX\r\n\r\n",
            "0\r\nX\r\n\r\n",
            "0\r\nX : y\r\n\r\n",
            "0\r\n X: y\r\n\r\n",
            "0\r\nX: a\0\r\n\r\n",
            "0\r\nX: a\nY: b\r\n\r\n")
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("heads")
  void anAmbiguousHeadIsRefusedAndNothingAfterItIsRead(String bytes) throws Exception {
    handled.clear();
    String answer = talk(bytes + SMUGGLED);
    assertThat(answer).startsWith("HTTP/1.1 400 ").contains("\r\nConnection: close\r\n");
    assertThat(answer).containsOnlyOnce("HTTP/1.1 ");
    assertThat(handled).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void anAmbiguousChunkBreaksTheRequestAndNothingAfterItIsRead(String chunks) throws Exception {
    for (String request : List.of(CHUNKED, CHUNKED.replace("/echo", "/stream"))) {
      handled.clear();
      String answer = talk(request + chunks + SMUGGLED);
      assertThat(answer).doesNotContain("smuggled");
      assertThat(handled).hasSize(1);
      if (request.equals(CHUNKED)) {
        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("\r\nConnection: close\r\n");
      }
    }
    handled.clear();
    // Nobody wants the body: the answer may be out already, the rest still must not be read.
    String unread = talk(CHUNKED.replace("/echo", "/unread") + chunks + SMUGGLED);
    assertThat(unread).startsWith("HTTP/1.1 200 ").doesNotContain("smuggled");
    assertThat(handled).containsExactly("/unread");
  }

  /** All that comes until the server, on its own, ends the connection; a reset ends it too. */
  private String talk(String bytes) throws IOException {
    try (Socket socket = served.connect()) {
      Served.send(socket, bytes);
      return Served.rest(socket);
    }
  }

  private static String post(String rest) {
    return POST + rest;
  }
}
