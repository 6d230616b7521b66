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
