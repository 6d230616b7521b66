package bulla.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The named leniencies, and what stays strict under all of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SyntaxTest {
  private static final String HOST = "Host: a\r\n";

  private Served unsafe;
  private Served old;
  private Served registered;

  @BeforeAll
  void start() throws IOException {
    unsafe = serve(new Syntax(false, false, Set.of()));
    old = serve(new Syntax(true, true, Set.of()));
    registered = serve(new Syntax(true, false, Set.of("GET", "POST")));
  }

  @AfterAll
  void stop() {
    unsafe.close();
    old.close();
    registered.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\nHost: a\n\n",
        "GET / HTTP/1.1\r\nHost: a\nX: y\r\n\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n z\r\n\tw\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: y\u0001z\u007f\r\n\r\n",
        "GET   /   HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1  \r\nHost: a\r\n\r\n",
        "GET / http/1.1\r\nHost: a\r\n\r\n",
        "\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"
      })
  void whatUnsafeTakesIsServed(String bytes) throws Exception {
    assertThat(unsafe.talk(bytes)).startsWith("HTTP/1.1 200 ").endsWith("GET / HTTP/1.1");
    assertThat(old.talk(bytes + "X")).startsWith("HTTP/1.1 400 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST / HTTP/1.1\nHost: a\nContent-Length: 1\nTransfer-Encoding: chunked\n\n0\r\n\r\n",
        "POST / HTTP/1.1\nHost: a\nContent-Length: 1\nContent-Length: 1\n\nx",
        "POST / HTTP/1.1\nHost: a\nContent-Length:\n 1\n\t1\n\nx",
        "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n1\nx\n0\n\n",
        "GET / HTTP/1.1\nHost: a\nHost: a\n\n",
        "GET / HTTP/1.1\nHost : a\n\n",
        "GET / HTTP/1.1\n Host: a\nHost: a\n\n",
        "GET / HTTP/1.1\nHost: a\nno colon\n\n",
        "GET / HTTP/1.1\nHost: a\nX: a\rb\n\n",
        "GET / HTTP/1.1\nHost: a\nX: a\0b\n\n",
        "GET /a b HTTP/1.1\nHost: a\n\n",
        "GET /\n\n"
      })
  void whatFramesAMessageStaysStrictUnderUnsafe(String bytes) throws Exception {
    String echo = bytes.replace("POST / ", "POST /echo ");
    assertThat(unsafe.talkUntilClosed(echo + "GET /smuggled HTTP/1.1\r\n" + HOST + "\r\n"))
        .startsWith("HTTP/1.1 400 ")
        .contains("Connection: close")
        .doesNotContain("smuggled");
  }

  @Test
  void aFoldedValueIsOneValue() throws Exception {
    assertThat(
            unsafe.talk(
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n  2\r\n\r\nhi"
                    + "GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
        .containsSubsequence("\r\n\r\nhiHTTP/1.1 200 OK", "GET / HTTP/1.1");
  }

  @Test
  void anOldRequestIsAnsweredWithContentAlone() throws Exception {
    assertThat(old.talkUntilClosed("GET /x\r\nGET /y HTTP/1.1\r\n" + HOST + "\r\n"))
        .isEqualTo("GET /x");
    assertThat(old.talkUntilClosed("GET /long\r\n")).isEqualTo("0123456789".repeat(50_000));
    assertThat(old.talk("GET / HTTP/1.1\r\n" + HOST + "\r\n")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void anOldRequestIsGetAndNothingElse() throws Exception {
    for (String line :
        new String[] {"POST /\r\n\r\n", "HEAD /\r\n\r\n", "GET \r\n\r\n", "GET\r\n\r\n"}) {
      assertThat(old.talkUntilClosed(line)).startsWith("HTTP/1.1 400 ");
    }
    assertThat(old.talkUntilClosed("GET /\n\n")).startsWith("HTTP/1.1 400 ");
    assertThat(registered.talkUntilClosed("GET /\r\n\r\n")).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void methodsThatAreNotRegisteredAreNotImplemented() throws Exception {
    assertThat(registered.talkUntilClosed("FOO / HTTP/1.1\r\n" + HOST + "\r\n"))
        .startsWith("HTTP/1.1 501 ")
        .endsWith("UNKNOWN_METHOD");
    assertThat(registered.talk("GET / HTTP/1.1\r\n" + HOST + "\r\n")).startsWith("HTTP/1.1 200 ");
    assertThat(old.talk("FOO / HTTP/1.1\r\n" + HOST + "\r\n")).endsWith("FOO / HTTP/1.1");
  }

  private static Served serve(Syntax syntax) throws IOException {
    return new Served(Path.of("."), HttpLimits.defaults().with().syntax(syntax).build());
  }
}
