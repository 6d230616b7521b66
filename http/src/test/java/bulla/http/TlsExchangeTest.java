package bulla.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import bulla.testkit.Issued;
import bulla.testkit.TestCa;
import bulla.tls.Authentication;
import bulla.tls.ClientAuthentication;
import bulla.tls.TlsConnection;
import bulla.tls.TlsEvents;
import bulla.tls.TlsHost;
import bulla.tls.TlsKey;
import bulla.tls.TlsSessions;
import bulla.tls.TlsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsExchangeTest {
  private static final HttpLimits LIMITS =
      HttpLimits.defaults().with().timeouts(Duration.ofSeconds(2), ReadTimeouts.DEFAULT).build();

  @TempDir private Path files;
  private final HttpServer server = HttpServer.create(1);
  private final BlockingQueue<Refusal> refusals = new LinkedBlockingQueue<>();
  private final BlockingQueue<Exchange> held = new LinkedBlockingQueue<>();
  private TlsHost host;
  private InetSocketAddress address;
  private String clientFile;

  @BeforeEach
  void start() throws Exception {
    TestCa ca = TestCa.root("CARC R100L");
    Issued site = ca.issue("www.lab.carcano.corp").make();
    Issued client = ca.issue("partner").make();
    Path file = files.resolve("client.pem");
    Files.writeString(file, client.keyPem() + client.pem());
    clientFile = file.toString();
    host =
        TlsHost.of(
            new TlsSettings(
                "www:443",
                List.of(
                    new TlsSettings.Identity(
                        site.certificate().der(),
                        List.of(),
                        TlsKey.ofPem(site.keyPem().getBytes(US_ASCII), null),
                        () -> null)),
                Set.of("TLSv1.2", "TLSv1.3"),
                null,
                null,
                false,
                ClientAuthentication.NONE,
                1,
                List.of(ca.certificate().der()),
                List.of(),
                (chain, connection) -> chain.error(),
                null,
                "",
                List.of(),
                true,
                TlsSessions.inTickets(),
                List.of()));
    address =
        server
            .listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                () -> new HttpServer.Listener(name -> host, TlsEvents.none(), LIMITS, new Site()))
            .address();
  }

  @AfterEach
  void stop() {
    server.close();
    host.close();
  }

  @Test
  void curlGetsSeveralAnswersOnOneTlsConnection() throws Exception {
    String said = curl("-w", " %{num_connects}\n", url("/a"), "-o", "-", url("/b"));
    assertThat(said).isEqualTo("GET /a HTTP/1.1 before 0 1\nGET /b HTTP/1.1 before 1 0\n");
  }

  @Test
  void longFilesArriveWhole() throws Exception {
    byte[] content = new byte[3_000_000];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) ((i * 31) >> 3);
    }
    Files.write(files.resolve("long"), content);
    Path got = files.resolve("got");
    curl("-o", got.toString(), url("/file/long"));
    assertThat(Files.readAllBytes(got)).isEqualTo(content);
  }

  @Test
  void aPathMayAskForACertificateOnTheOpenConnection() throws Exception {
    assertThat(curl("--tlsv1.3", "--cert", clientFile, url("/open"), url("/restricted")))
        .isEqualTo("GET /open HTTP/1.1 before 0Completed[] certificates 1");
    assertThat(curl("--tls-max", "1.2", "--cert", clientFile, url("/restricted")))
        .isEqualTo("Completed[] certificates 1");
  }

  @Test
  void aHandshakeThatTakesTooLongIsEndedHoweverItDrips() throws Exception {
    ServedHandler handler = new ServedHandler(files);
    ReadTimeouts.Limit limit =
        new ReadTimeouts.Limit(Duration.ofMillis(200), Duration.ofMillis(600), 10);
    HttpLimits limits =
        LIMITS
            .with()
            .timeouts(
                Duration.ofSeconds(20),
                new ReadTimeouts(limit, ReadTimeouts.Limit.OFF, ReadTimeouts.Limit.OFF))
            .build();
    InetSocketAddress limited = listen(limits, handler);
    try (Socket socket = new Socket(limited.getAddress(), limited.getPort())) {
      socket.setSoTimeout(100);
      long start = System.nanoTime();
      // The start of a ClientHello, a byte at a time: each moves the end on, up to the longest.
      byte[] hello = {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0};
      boolean ended = false;
      for (int i = 0; i < 200 && !ended; i++) {
        try {
          if (i < hello.length) {
            socket.getOutputStream().write(hello[i]);
          }
          ended = socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
          ended = false;
        } catch (IOException reset) {
          ended = true;
        }
      }
      assertThat(ended).isTrue();
      assertThat(System.nanoTime() - start).isGreaterThan(Duration.ofMillis(400).toNanos());
      assertThat(handler.tooSlow.take()).isEqualTo(ReadTimeouts.Part.HANDSHAKE);
    }
    assertThat(curl("https://127.0.0.1:" + limited.getPort() + "/")).isEqualTo("GET / HTTP/1.1");
    assertThat(handler.tooSlow).isEmpty();
  }

  @Test
  void anUploadIsReadOverTls() throws Exception {
    assertThat(curl("--data-binary", "x".repeat(80_000), "-H", "Expect: 100-continue", url("/up")))
        .isEqualTo("80000 bytes");
  }

  @Test
  void plainHttpOnTheTlsPortIsRefusedInClear() throws Exception {
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout(20_000);
      Served.send(socket, "GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(Served.rest(socket))
          .startsWith("HTTP/1.1 400 ")
          .endsWith("PLAIN_HTTP_TO_TLS_PORT GET /x HTTP/1.1");
    }
    assertThat(refusals.take()).isEqualTo(Refusal.PLAIN_HTTP_TO_TLS_PORT);
  }

  @Test
  void plainHttpOnTheTlsPortMayNotDripEither() throws Exception {
    ServedHandler handler = new ServedHandler(files);
    HttpLimits limits =
        LIMITS
            .with()
            .timeouts(
                Duration.ofSeconds(60),
                new ReadTimeouts(
                    ReadTimeouts.Limit.OFF,
                    ReadTimeouts.Limit.of(Duration.ofMillis(300)),
                    ReadTimeouts.Limit.OFF))
            .build();
    InetSocketAddress limited = listen(limits, handler);
    try (Socket socket = new Socket(limited.getAddress(), limited.getPort())) {
      socket.setSoTimeout(20_000);
      Served.send(socket, "GET /x HTTP/1.1\r\nHo");
      assertThat(Served.rest(socket)).startsWith("HTTP/1.1 408 ");
    }
    assertThat(handler.tooSlow.take()).isEqualTo(ReadTimeouts.Part.HEADER);
  }

  @Test
  void malformedRequestsAreAnsweredOverTls() throws Exception {
    Process client =
        new ProcessBuilder(
                "openssl", "s_client", "-quiet", "-connect", "127.0.0.1:" + address.getPort())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      client.getOutputStream().write("GET / HTTP/1.1\r\nHost : a\r\n\r\n".getBytes(US_ASCII));
      client.getOutputStream().flush();
      assertThat(new String(client.getInputStream().readAllBytes(), US_ASCII))
          .startsWith("HTTP/1.1 400 ")
          .endsWith("BAD_FIELD_NAME GET / HTTP/1.1");
    } finally {
      client.destroyForcibly();
    }
  }

  @Test
  void aClientThatDoesNotAnswerTheQuestionForItsCertificateIsGivenUp() throws Exception {
    Process client =
        new ProcessBuilder(
                "openssl",
                "s_client",
                "-quiet",
                "-enable_pha",
                "-cert",
                clientFile,
                "-key",
                clientFile,
                "-connect",
                "127.0.0.1:" + address.getPort())
            .redirectErrorStream(true)
            .start();
    try {
      client.getOutputStream().write("GET /held HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
      client.getOutputStream().flush();
      Exchange exchange = held.take();
      assertThat(
              new ProcessBuilder("kill", "-STOP", String.valueOf(client.pid())).start().waitFor())
          .isZero();
      BlockingQueue<Authentication> outcomes = new LinkedBlockingQueue<>();
      exchange
          .connection()
          .eventLoop()
          .execute(
              () ->
                  Objects.requireNonNull(exchange.connection().tls())
                      .authenticate(ClientAuthentication.REQUIRE, 1, outcomes::add));
      assertThat(outcomes.poll(20, TimeUnit.SECONDS)).isInstanceOf(Authentication.Abandoned.class);
    } finally {
      client.destroyForcibly();
    }
  }

  /** One more listener, with limits of its own. */
  private InetSocketAddress listen(HttpLimits limits, Handler handler) throws Exception {
    return server
        .listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            () -> new HttpServer.Listener(name -> host, TlsEvents.none(), limits, handler))
        .address();
  }

  private String url(String path) {
    return "https://127.0.0.1:" + address.getPort() + path;
  }

  private static String curl(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("curl", "-sSk", "--noproxy", "*", "--max-time", "20"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), US_ASCII);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  private final class Site implements Handler {
    private final ServedHandler plain = new ServedHandler(files);

    @Override
    public void handle(Exchange exchange) {
      TlsConnection tls = Objects.requireNonNull(exchange.connection().tls());
      switch (exchange.request().target()) {
        case "/restricted" ->
            tls.authenticate(
                ClientAuthentication.REQUIRE, 1, outcome -> tell(exchange, tls, outcome));
        case "/held" -> held.add(exchange);
        case "/up" -> {
          var _ =
              exchange
                  .body(100_000)
                  .thenAccept(
                      body -> exchange.respond(ServedHandler.text(200, body.length + " bytes")));
        }
        case "/file/long" -> plain.handle(exchange);
        default ->
            exchange.respond(
                ServedHandler.text(
                    200, exchange.request().line() + " before " + exchange.requestsBefore()));
      }
    }

    private static void tell(Exchange exchange, TlsConnection tls, Authentication outcome) {
      exchange.respond(
          ServedHandler.text(200, outcome + " certificates " + tls.clientCertificates().size()));
    }

    @Override
    public void refuse(Exchange exchange, Refusal refusal) {
      refusals.add(refusal);
      exchange.respond(
          ServedHandler.text(refusal.status(), refusal + " " + exchange.request().line()));
    }
  }
}
