package bulla.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes of all sorts, sent to Bulla and to the original: both give the same statuses. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RawRequestsTest {
  private static final String CONFIGURATION =
      """
      ServerRoot "@DIR@"
      Listen 127.0.0.1:@PORT@
      PidFile "@DIR@/httpd.pid"
      DefaultRuntimeDir "@DIR@"
      ServerName www.example
      LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
      LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
      LoadModule mime_module /usr/lib/apache2/modules/mod_mime.so
      LoadModule reqtimeout_module /usr/lib/apache2/modules/mod_reqtimeout.so
      TypesConfig /etc/mime.types
      User www-data
      Group www-data
      DocumentRoot "@DIR@/www"
      ErrorLog logs/error_log
      LogLevel info core:debug
      LogFormat "\\"%r\\" %>s" short
      CustomLog logs/access_log short
      LogFormat "%k" count
      CustomLog logs/count_log count
      KeepAliveTimeout 3
      MaxKeepAliveRequests 4
      LimitRequestLine 200
      LimitRequestFields 10
      LimitRequestFieldSize 100
      RequestReadTimeout header=2 body=2
      <Directory "@DIR@/www/small">
      LimitRequestBody 10
      </Directory>
      <Directory "@DIR@/www/closed">
      Require all denied
      </Directory>
      """;

  /** Process, thread, place in the source, client's port. */
  private static final Pattern PLACE =
      Pattern.compile(
          " \\[pid \\d+:tid \\d+]| [a-z_0-9]+\\.c\\(\\d+\\):|(?<=127\\.0\\.0\\.1):\\d+");

  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");

  private WebServer bulla;
  private WebServer apache;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException, InterruptedException {
    WebServer.assumeOriginal();
    // An apache2 that was started as root reads the documents as another user.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    bulla = start(WebServer.Kind.BULLA, Files.createDirectory(folder.resolve("bulla")));
    apache = start(WebServer.Kind.APACHE, Files.createDirectory(folder.resolve("apache")));
  }

  @AfterAll
  void stop() throws InterruptedException {
    if (bulla != null) {
      bulla.stop();
    }
    if (apache != null) {
      apache.stop();
    }
  }

  /** Each is followed by a second request, so that it shows whether the connection stays. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n",
        "HEAD /a.txt HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a.txt HTTP/1.2\r\nHost: a\r\n\r\n",
        "GET /a.txt HTTP/1.0\r\n\r\n",
        "GET /a.txt HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        "GET /a.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "\r\n\r\n\r\nGET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /missing HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /closed/a.txt HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET http://b/a.txt HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET http://u@b/a.txt HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET http://b/a.txt HTTP/1.1\r\n\r\n",
        "GET /a.txt#x HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET a.txt HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET b:80 HTTP/1.1\r\nHost: a\r\n\r\n",
        "CONNECT b:443 HTTP/1.1\r\nHost: a\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET * HTTP/1.1\r\nHost: a\r\n\r\n",
        "FOO /a.txt HTTP/1.1\r\nHost: a\r\n\r\n",
        "get /a.txt HTTP/1.1\r\nHost: a\r\n\r\n",
        "PUT /a.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab",
        "DELETE /a.txt HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a.txt HTTP/1.10\r\nHost: a\r\n\r\n",
        "GET\t/a.txt HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET  /a.txt HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a.txt HTTP/1.1\nHost: a\n\n",
        "GET /a.txt HTTP/1.1\r\nHost: a\nX: y\r\n\r\n",
        "GET /a.txt HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET /a.txt HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
        "GET /a.txt HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n",
        "GET /a.txt HTTP/1.1\r\nHost: a\r\nX: a\u0001b\r\n\r\n",
        "GET /a.txt HTTP/1.1\r\n\r\n",
        "GET /a.txt HTTP/1.1\r\nHost:\r\n\r\n",
        "GET /a.txt HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET /a.txt HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "GET /a.txt HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n",
        "POST /a.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
        "POST /a.txt HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "3;x=y\r\nabc\r\n0\r\nT: x\r\n\r\n",
        "POST /a.txt HTTP/1.1\r\n"
            + "Host: a\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n"
            + "x\r\n"
            + "abc\r\n"
            + "0\r\n\r\n",
        "POST /a.txt HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n",
        "POST /a.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "POST /a.txt HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        "POST /a.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        "POST /small/a.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello worl",
        "POST /small/a.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello world",
        "POST /small/a.txt HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "b\r\nhello world\r\n0\r\n\r\n",
        "GET /0123456789012345678901234567890123456789012345678901234567890123456789012345678901234"
            + "56789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"
            + " HTTP/1.1\r\n"
            + "Host: a\r\n\r\n",
        "GET /a.txt HTTP/1.1\r\nHost: a\r\nX: 01234567890123456789012345678901234567890123456789012"
            + "34567890123456789012345678901234567890123456789\r\n\r\n",
        "GET /a.txt HTTP/1.1\r\nHost: a\r\nB: x\r\nC: x\r\nD: x\r\nE: x\r\nF: x\r\nG: x\r\nH: x\r\n"
            + "I: x\r\nJ: x\r\nK: x\r\n\r\n"
      })
  void bothGiveTheSameStatuses(String bytes) throws Exception {
    String followed = bytes + "GET /second.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    List<String> statuses = statuses(talk(bulla, followed));
    assertThat(statuses).isNotEmpty().isEqualTo(statuses(talk(apache, followed)));
  }

  /** What httpd takes and Bulla refuses, or the other way round, is not here. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /a.txt HTTP/1.1\nHost: a\n\n",
        "GET\t/a.txt HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET  /a.txt HTTP/1.1\r\nHost: a\r\n\r\n",
        " GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET  HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a.txt HTTP/1.1 \r\nHost: a\r\n\r\n",
        "GET /a.txt HTTP/3.1 x\r\nHost: a\r\n\r\n",
        "GET /a.txt HTTP/1.1\rHost: a\r\n\r\n",
        "GET /a.txt HTTP/1.10\r\nHost: a\r\n\r\n",
        "GET /a.txt HTTP/x\r\nHost: a\r\n\r\n",
        "GET /a.txt http/1.1\r\nHost: a\r\n\r\n",
        "GET\r\n\r\n",
        "GET \r\n\r\n",
        "FOO\r\n\r\n",
        "\u0016\u0003\u0001\r\n\r\n",
        "GE(T /a.txt HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a\u0001b HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\nGET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a.txt HTTP/1.1\r\nHost: a\nX: y\r\n\r\n",
        "GET /a.txt HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET /a.txt HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
        "GET /a.txt HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n",
        "GET /a.txt HTTP/1.1\r\nHost: a\r\nX(y: b\r\n\r\n",
        "GET /a.txt HTTP/1.1\r\nHost: a\r\nX\tY: z\r\n\r\n",
        "GET /a.txt HTTP/1.1\r\nHost: a\r\nX: a\u0001b\r\n\r\n",
        "GET /a.txt HTTP/1.1\r\nHost: a\r\nX: \u007f\r\n\r\n",
        "GET /a.txt HTTP/1.1\r\nHost: a\r\nX: y\rZ: w\r\n\r\n",
        "GET /a.txt HTTP/1.1\r\n folded\r\nHost: a\r\n\r\n",
        "GET /a.txt HTTP/1.1\r\n\r\n",
        "GET /a.txt?b HTTP/1.1\r\nHost:\r\n\r\n",
        "GET http://b/a.txt HTTP/1.1\r\n\r\n",
        "GET /a.txt HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET /a.txt HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "GET /a.txt HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n",
        "POST /a.txt HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n",
        "POST /a.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "POST /a.txt HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        "POST /a.txt?b HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        "GET /a.txt HTTP/1.1\r\nHost: a\r\nX: 01234567890123456789012345678901234567890123456789012"
            + "34567890123456789012345678901234567890123456789\r\n\r\n",
        "GET /a.txt HTTP/1.1\r\nHost: a\r\nX012345678901234567890123456789012345678901234567890123"
            + "4567890123456789012345678901234567890123456789012345678901234567890123\r\n\r\n",
        "GET /a.txt HTTP/1.1\r\nHost: a\r\nB: x\r\nC: x\r\nD: x\r\nE: x\r\nF: x\r\nG: x\r\nH: x\r\n"
            + "I: x\r\nJ: x\r\nK: x\r\n\r\n"
      })
  void bothTellInTheSameLinesWhatIsWrongWithAHead(String bytes) throws Exception {
    List<String> told = told(bulla, bytes);
    assertThat(told).isNotEmpty().isEqualTo(told(apache, bytes));
  }

  /** The lines about a request, without what is each process's own. */
  private static List<String> told(WebServer server, String bytes) throws Exception {
    WebServer.Log log = server.log("logs/error_log");
    assertThat(talk(server, bytes)).contains("HTTP/1.1 4");
    return log.await("\\[core:[a-z]+]")
        .lines()
        .filter(line -> line.contains("[core:"))
        .map(line -> PLACE.matcher(line.substring(line.indexOf("[core:"))).replaceAll(""))
        .toList();
  }

  @Test
  void bothCountTheRequestsOfAConnectionFromNought() throws Exception {
    String request = "GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n";
    for (WebServer server : List.of(bulla, apache)) {
      WebServer.Log counts = server.log("logs/count_log");
      assertThat(statuses(talk(server, request.repeat(3) + "nonsense\r\n\r\n")))
          .containsExactly("200", "200", "200", "400");
      assertThat(counts.await("2\n2\n")).as("%s", server.file("")).isEqualTo("0\n1\n2\n2\n");
    }
  }

  @Test
  void bothEndAConnectionAfterTheSameNumberOfRequests() throws Exception {
    String request = "GET /a.txt HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\r\n";
    String answer = talk(bulla, request.repeat(8));
    assertThat(keepAlive(answer))
        .isNotEmpty()
        .isEqualTo(keepAlive(talk(apache, request.repeat(8))));
  }

  @Test
  void bothEndWhoDripsInTheSameWordsAndLines() throws Exception {
    for (WebServer server : List.of(bulla, apache)) {
      WebServer.Log access = server.log("logs/access_log");
      WebServer.Log errors = server.log("logs/error_log");
      assertThat(untilClosed(server, "GET /a.t")).isEmpty();
      assertThat(access.await("408\n")).isEqualTo("\"-\" 408\n");
      assertThat(statuses(untilClosed(server, "GET /a.txt HTTP/1.1\r\nHo"))).containsExactly("408");
      assertThat(
              statuses(
                  untilClosed(
                      server, "POST /a.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc")))
          .containsExactly("408");
      assertThat(access.await("POST[^\n]*\n"))
          .isEqualTo("\"-\" 408\n\"GET /a.txt HTTP/1.1\" 408\n\"POST /a.txt HTTP/1.1\" 408\n");
      assertThat(errors.await("body read timeout"))
          .containsPattern(
              "\\[reqtimeout:info] \\[pid \\d+:tid \\d+] \\[client 127.0.0.1:\\d+] AH01382: Request"
                  + " header read timeout\n")
          .containsPattern("AH01382: Request body read timeout\n");
    }
  }

  @Test
  void curlUploadsInChunksAndReusesItsConnection() throws Exception {
    String url = "http://127.0.0.1:" + bulla.port() + "/a.txt";
    assertThat(upload("Expect: 100-continue", url)).endsWith("200 1\n");
    assertThat(upload("Expect:", url, url)).isEqualTo("hello\n200 1\nhello\n200 0\n");
  }

  private static String upload(String expectation, String... urls) throws Exception {
    List<String> words =
        new ArrayList<>(
            List.of(
                "curl",
                "-sS",
                "--noproxy",
                "*",
                "--max-time",
                "30",
                "-H",
                "Transfer-Encoding: chunked",
                "-H",
                expectation,
                "--data-binary",
                "@-",
                "-w",
                "%{http_code} %{num_connects}\n"));
    words.addAll(List.of(urls));
    return Shell.run(words, "x".repeat(300_000)).out();
  }

  private static WebServer start(WebServer.Kind kind, Path folder)
      throws IOException, InterruptedException {
    Files.createDirectories(folder.resolve("logs"));
    for (String name : List.of("a.txt", "second.txt", "small/a.txt", "closed/a.txt")) {
      Path file = folder.resolve("www").resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "hello\n");
    }
    int port = WebServer.freePort();
    Path configuration = folder.resolve("httpd.conf");
    Files.writeString(
        configuration,
        CONFIGURATION
            .replace("@DIR@", folder.toString())
            .replace("@PORT@", Integer.toString(port)));
    return WebServer.start(kind, configuration, port);
  }

  private static List<String> statuses(String answer) {
    return STATUS.matcher(answer).results().map(found -> found.group(1)).toList();
  }

  private static List<String> keepAlive(String answer) {
    return answer
        .lines()
        .filter(line -> line.startsWith("Keep-Alive: ") || line.startsWith("Connection: "))
        .toList();
  }

  /** Sends bytes, ends our side, and gives all that comes until the connection ends. */
  private static String talk(WebServer server, String bytes) throws IOException {
    try (Socket socket = send(server, bytes)) {
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  private static String untilClosed(WebServer server, String bytes) throws IOException {
    try (Socket socket = send(server, bytes)) {
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  private static Socket send(WebServer server, String bytes) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(20_000);
    socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    return socket;
  }
}
