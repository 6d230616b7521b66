package bulla.httpd;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.http.HttpLimits;
import bulla.http.ReadTimeouts;
import bulla.httpd.core.InvalidConfigurationException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The directives that limit what a client may take. */
class LimitsTest {
  private static final String LOGS =
      """
      LogLevel info
      ErrorLog @ROOT@/logs/error_log
      LogFormat "\\"%r\\" %>s %B" short
      CustomLog @ROOT@/logs/access_log short
      """;

  @TempDir private Path root;

  @Test
  void withoutDirectivesHttpdsLimitsHold() throws Exception {
    assertThat(Site.read(root, "").server().main().limits()).isEqualTo(HttpLimits.defaults());
  }

  @Test
  void requestReadTimeoutIsReadInAllItsForms() throws Exception {
    ReadTimeouts reads =
        Site.read(root, "RequestReadTimeout handshake=5 Header=10-30,MinRate=1 body=0")
            .server()
            .main()
            .limits()
            .reads();
    assertThat(reads.handshake()).isEqualTo(ReadTimeouts.Limit.of(Duration.ofSeconds(5)));
    assertThat(reads.header())
        .isEqualTo(new ReadTimeouts.Limit(Duration.ofSeconds(10), Duration.ofSeconds(30), 1));
    assertThat(reads.body().isOn()).isFalse();
  }

  @Test
  void aHostTakesOverThePartsThatItDoesNotName() throws Exception {
    ReadTimeouts reads =
        Site.read(
                root,
                """
                RequestReadTimeout header=7 body=8,minrate=9
                <VirtualHost *:80>
                RequestReadTimeout header=0
                </VirtualHost>
                """)
            .server()
            .hosts()
            .getFirst()
            .limits()
            .reads();
    assertThat(reads.header().isOn()).isFalse();
    assertThat(reads.body())
        .isEqualTo(new ReadTimeouts.Limit(Duration.ofSeconds(8), Duration.ZERO, 9));
    assertThat(reads.handshake().isOn()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "header|Invalid RequestReadTimeout parameter. Parameter must be in the form 'key=value'",
        "foo=1|RequestReadTimeout: foo=1: Unknown RequestReadTimeout parameter",
        "header=x|RequestReadTimeout: header=x: Value 'x' not numerical",
        "header=|RequestReadTimeout: header=: Value '' not numerical",
        "header=1x|RequestReadTimeout: header=1x: Cannot parse 'x'",
        "header=-1|RequestReadTimeout: header=-1: Must set MinRate option if using timeout range",
        "header=10-20|RequestReadTimeout: header=10-20: Must set MinRate option if using timeout"
            + " range",
        "body=20-10,MinRate=1|RequestReadTimeout: body=20-10,MinRate=1: Maximum timeout must be"
            + " larger than initial timeout",
        "body=10,MinRate=0|RequestReadTimeout: body=10,MinRate=0: Minimum data rate must be larger"
            + " than 0",
        "body=10,foo|RequestReadTimeout: body=10,foo: Cannot parse ',foo'",
      })
  void badTimeoutsAreToldInHttpdsWords(String parameter, String message) {
    Assertions.assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(() -> Site.read(root, "RequestReadTimeout " + parameter))
        .withMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({"5,5000", "300ms,300", "5s,5000", "2min,120000", "1h,3600000"})
  void keepAliveTimeoutHasUnits(String text, long millis) throws Exception {
    assertThat(
            Site.read(root, "KeepAliveTimeout " + text).server().main().limits().keepAliveTimeout())
        .isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void aKeepAliveTimeoutOfNoFormIsRefused() {
    for (String text : new String[] {"x", "-1", "1m"}) {
      Assertions.assertThatExceptionOfType(InvalidConfigurationException.class)
          .isThrownBy(() -> Site.read(root, "KeepAliveTimeout \"" + text + "\""))
          .withMessageContaining("KeepAliveTimeout has wrong format");
    }
  }

  @Test
  void keepAliveFollowsTheHostThatWasAskedFor() throws Exception {
    String hosts =
        """
        KeepAliveTimeout 7
        <VirtualHost *:*>
        ServerName one.example
        MaxKeepAliveRequests 3
        </VirtualHost>
        <VirtualHost *:*>
        ServerName two.example
        KeepAliveTimeout 9
        </VirtualHost>
        <VirtualHost *:*>
        ServerName three.example
        KeepAlive Off
        </VirtualHost>
        """;
    try (Site site = Site.start(root, hosts).with("a.txt", "hello");
        Socket socket = connect(site)) {
      String one = keptAlive(socket, "one.example");
      assertThat(one).contains("Keep-Alive: timeout=7, max=3\r\n");
      assertThat(keptAlive(socket, "two.example")).contains("Keep-Alive: timeout=9, max=99\r\n");
      assertThat(keptAlive(socket, "one.example")).contains("Keep-Alive: timeout=7, max=1\r\n");
      assertThat(keptAlive(socket, "three.example")).contains("Connection: close\r\n");
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void slowHeadersAreAnswered408AndLogged() throws Exception {
    try (Site site = Site.start(root, LOGS + "RequestReadTimeout header=1\n");
        Socket line = connect(site);
        Socket fields = connect(site)) {
      send(line, "GET /a.t");
      send(fields, "GET /a.txt HTTP/1.1\r\nHo");
      assertThat(rest(line)).isEmpty();
      assertThat(rest(fields))
          .startsWith("HTTP/1.1 408 Request Timeout\r\n")
          .contains("Connection: close\r\n");
      assertThat(site.log("access_log", "GET"))
          .contains("\"-\" 408 0\n")
          .contains("\"GET /a.txt HTTP/1.1\" 408 ");
      String errors = site.log("error_log", "AH01382");
      assertThat(
              errors.split(
                  "\\[reqtimeout:info] \\[pid \\d+:tid \\d+] \\[client 127.0.0.1:\\d+]"
                      + " AH01382: Request header read timeout\n",
                  -1))
          .hasSize(3);
    }
  }

  @Test
  void limitsOfTheHeadAreHttpdsStatusesPagesAndLines() throws Exception {
    String limits = "LimitRequestLine 40\nLimitRequestFields 3\nLimitRequestFieldSize 30\n";
    try (Site site = Site.start(root, LOGS + limits).with("a.txt", "hello")) {
      assertThat(talk(site, "GET /a.txt HTTP/1.1\r\nHost: a\r\nX: y\r\nX: y\r\n\r\n"))
          .startsWith("HTTP/1.1 200 OK\r\n");
      assertThat(talk(site, "GET /" + "a".repeat(40) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
          .startsWith("HTTP/1.1 414 Request-URI Too Long\r\n")
          .contains("Connection: close\r\n");
      assertThat(talk(site, "GET / HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(3) + "\r\n"))
          .startsWith("HTTP/1.1 400 Bad Request\r\n")
          .contains("\nThe number of request header fields exceeds this server's limit.</p>\n");
      assertThat(talk(site, "GET / HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(40) + "\r\n\r\n"))
          .startsWith("HTTP/1.1 400 Bad Request\r\n")
          .contains("\nSize of a request header field exceeds server limit.</p>\n");
      assertThat(talk(site, "GET / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n"))
          .startsWith("HTTP/1.1 417 Expectation Failed\r\n");
      assertThat(site.log("error_log", "AH00570"))
          .contains(
              "AH00565: request failed: client's request-line exceeds LimitRequestLine (longer"
                  + " than 40)\n")
          .contains("AH00563: Number of request headers exceeds LimitRequestFields\n")
          .contains("AH00561: Request header exceeds LimitRequestFieldSize: X\n")
          .contains("AH00570: client sent an unrecognized expectation value of Expect: tea\n");
    }
  }

  @Test
  void aBodyThatNobodyWantsIsMeasuredByItsDirectory() throws Exception {
    String small = "<Directory @ROOT@/www/small>\nLimitRequestBody 10\n</Directory>\n";
    try (Site site =
        Site.start(root, LOGS + small).with("a.txt", "hello").with("small/a.txt", "hello")) {
      String chunks = "b\r\nhello world\r\n0\r\n\r\n";
      assertThat(talk(site, chunked("/a.txt", chunks))).startsWith("HTTP/1.1 200 OK\r\n");
      assertThat(talk(site, sized("/small/a.txt", "hello worl"))).startsWith("HTTP/1.1 200 OK");
      for (String request :
          new String[] {
            chunked("/small/a.txt", chunks),
            chunked("/small/missing", chunks),
            sized("/small/a.txt", "hello world"),
            sized("/small/a.txt", "hello world").replace("Host", "Expect: 100-continue\r\nHost")
          }) {
        assertThat(talk(site, request))
            .startsWith("HTTP/1.1 413 Request Entity Too Large\r\n")
            .contains("Connection: close\r\n");
      }
      assertThat(site.log("error_log", "AH01588"))
          .contains("AH01591: Read content length of 11 is larger than the configured limit of 10")
          .contains(
              "AH01588: Requested content-length of 11 is larger than the configured limit of 10");
    }
  }

  @Test
  void aBodyThatBreaksIsAnsweredForThatAndNotWithTheFile() throws Exception {
    try (Site site =
        Site.start(root, LOGS + "RequestReadTimeout body=1\n").with("a.txt", "hello")) {
      assertThat(talk(site, chunked("/a.txt", "x\r\nhello\r\n0\r\n\r\n")))
          .startsWith("HTTP/1.1 400 Bad Request\r\n")
          .contains("Connection: close\r\n");
      assertThat(site.log("error_log", "AH01590"))
          .contains("(22)Invalid argument: ")
          .contains("AH01590: Error reading/parsing chunk  \n");
      try (Socket socket = connect(site)) {
        send(socket, chunked("/a.txt", "5\r\nhel"));
        assertThat(rest(socket)).startsWith("HTTP/1.1 408 Request Timeout\r\n");
      }
      assertThat(site.log("error_log", "AH01382")).contains("AH01382: Request body read timeout\n");
    }
  }

  @Test
  void noWordOfABodyIsReadForOneWhoMayNotComeIn() throws Exception {
    String closed = "<Location /closed>\nRequire all denied\n</Location>\n";
    try (Site site = Site.start(root, LOGS + closed);
        Socket socket = connect(site)) {
      send(
          socket,
          "POST /closed/a HTTP/1.1\r\n"
              + "Host: a\r\n"
              + "Expect: 100-continue\r\n"
              + "Content-Length: 9\r\n\r\n");
      assertThat(rest(socket))
          .startsWith("HTTP/1.1 403 Forbidden\r\n")
          .contains("Connection: close\r\n");
    }
  }

  @Test
  void protocolOptionsAreReadAndDoWhatTheySay() throws Exception {
    String options =
        """
        HttpProtocolOptions Unsafe allow0.9
        <VirtualHost *:*>
        HttpProtocolOptions RegisteredMethods Strict
        </VirtualHost>
        """;
    try (Site site = Site.start(root, LOGS + options).with("a.txt", "hello")) {
      assertThat(talk(site, "GET /a.txt\r\n")).isEqualTo("hello");
      assertThat(talk(site, "GET /a.txt HTTP/1.1\nHost: a\n\n")).startsWith("HTTP/1.1 400 ");
      assertThat(talk(site, "FOO /a.txt HTTP/1.1\r\nHost: a\r\n\r\n"))
          .startsWith("HTTP/1.1 501 Not Implemented\r\n")
          .contains("Connection: close\r\n");
    }
    try (Site site = Site.start(root, "HttpProtocolOptions Unsafe\n").with("a.txt", "hello")) {
      assertThat(talk(site, "GET /a.txt HTTP/1.1\nHost: a\n\n")).startsWith("HTTP/1.1 200 ");
      assertThat(talk(site, "GET /a.txt\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void aMethodThatWasRegisteredIsNotAllowedRatherThanNotImplemented() throws Exception {
    String options = "RegisterHttpMethod FOO BAR\nHttpProtocolOptions RegisteredMethods\n";
    try (Site site = Site.start(root, options).with("a.txt", "hello")) {
      assertThat(talk(site, "BAR /a.txt HTTP/1.1\r\nHost: a\r\n\r\n"))
          .startsWith("HTTP/1.1 405 Method Not Allowed\r\n");
      assertThat(talk(site, "BAZ /a.txt HTTP/1.1\r\nHost: a\r\n\r\n"))
          .startsWith("HTTP/1.1 501 Not Implemented\r\n");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HttpProtocolOptions Lax|HttpProtocolOptions accepts 'Unsafe' or 'Strict' (default),"
            + " 'RegisteredMethods' or 'LenientMethods' (default), and 'Require1.0' or 'Allow0.9'"
            + " (default)",
        "HttpProtocolOptions strict unsafe|HttpProtocolOptions 'Strict' and 'Unsafe' are mutually"
            + " exclusive",
        "MergeTrailers on|MergeTrailers on is not supported"
      })
  void badProtocolOptionsAreTold(String line, String message) {
    Assertions.assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(() -> Site.read(root, line))
        .withMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET http://www.example/a.txt HTTP/1.1|200 OK",
        "GET HTTP://www.example:80/a.txt HTTP/1.1|200 OK",
        "OPTIONS * HTTP/1.1|200 OK",
        "GET * HTTP/1.1|400 Bad Request",
        "CONNECT www.example:443 HTTP/1.1|405 Method Not Allowed",
        "GET www.example:443 HTTP/1.1|400 Bad Request",
        "GET a.txt HTTP/1.1|400 Bad Request",
        "GET http://user@www.example/a.txt HTTP/1.1|400 Bad Request",
        "GET http:///a.txt HTTP/1.1|400 Bad Request",
        "GET /a.txt#x HTTP/1.1|400 Bad Request",
        "GET /a.txt?x#y HTTP/1.1|400 Bad Request",
        "GET /a%00.txt HTTP/1.1|404 Not Found",
        "GET /../a.txt HTTP/1.1|400 Bad Request"
      })
  void targetsOfAllFormsAreAnsweredAsHttpdDoes(String line, String status) throws Exception {
    try (Site site = Site.start(root, "").with("a.txt", "hello")) {
      assertThat(talk(site, line + "\r\nHost: other\r\n\r\n"))
          .startsWith("HTTP/1.1 " + status + "\r\n");
    }
  }

  @Test
  void theHostOfAnAbsoluteTargetWinsOverTheField() throws Exception {
    String hosts =
        """
        <VirtualHost *:*>
        ServerName one.example
        Redirect /r http://one.example/
        </VirtualHost>
        <VirtualHost *:*>
        ServerName two.example
        Redirect /r http://two.example/
        </VirtualHost>
        """;
    try (Site site = Site.start(root, hosts.replace("Redirect /r", "Redirect \"/r\""))) {
      assertThat(talk(site, "GET http://two.example/r HTTP/1.1\r\nHost: one.example\r\n\r\n"))
          .contains("\r\nLocation: http://two.example/\r\n");
    }
  }

  private static String chunked(String path, String chunks) {
    return "POST " + path + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks;
  }

  private static String sized(String path, String content) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: a\r\nContent-Length: "
        + content.length()
        + "\r\n\r\n"
        + content;
  }

  /** Sends, ends our side, and gives all that comes. */
  private static String talk(Site site, String text) throws IOException {
    try (Socket socket = connect(site)) {
      send(socket, text);
      socket.shutdownOutput();
      return rest(socket);
    }
  }

  private static String keptAlive(Socket socket, String host) throws IOException {
    send(socket, "GET /a.txt HTTP/1.1\r\nHost: " + host + "\r\nConnection: keep-alive\r\n\r\n");
    StringBuilder text = new StringBuilder();
    while (text.indexOf("hello") < 0) {
      text.append((char) socket.getInputStream().read());
    }
    return text.toString();
  }

  private static Socket connect(Site site) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), site.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String rest(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }
}
