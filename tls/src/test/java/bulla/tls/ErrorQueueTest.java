package bulla.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import bulla.testkit.Issued;
import bulla.testkit.RawTlsClient;
import bulla.testkit.TestCa;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever goes wrong, OpenSSL's error queue is empty afterwards on every thread that worked, and
 * what was in it has been told: an error that is left behind would be taken for the next
 * connection's.
 */
class ErrorQueueTest {

  private static final String GET = "GET /facts HTTP/1.1\r\nConnection: close\r\n\r\n";
  private static final Duration LIFE = Duration.ofMinutes(5);

  private final TestCa ca = TestCa.root("Root");
  private final Issued server = ca.issue("www.lab").make();
  private final Issued good = ca.issue("good").make();
  private final Issued stranger = TestCa.root("Stranger").issue("stranger").make();
  private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<Authentication> outcomes = new LinkedBlockingQueue<>();
  private TlsHost host;
  private TlsHost asking;
  private TlsHost modern;
  private TestServer running;

  @TempDir private Path directory;

  @BeforeEach
  void start() throws Exception {
    host =
        TestSettings.of("www:443", server)
            .trusting(ca)
            .cipherList("ECDHE-ECDSA-AES128-GCM-SHA256")
            .sessions(sessions(1, new Nonsense()))
            .host();
    asking =
        TestSettings.of("asking:443", server)
            .trusting(ca)
            .asking(ClientAuthentication.REQUIRE, 1)
            .host();
    modern = TestSettings.of("modern:443", server).protocols("TLSv1.3").host();
    running =
        new TestServer(
            name -> "asking".equals(name) ? asking : "modern".equals(name) ? modern : host,
            new Told(),
            outcomes::add);
  }

  @AfterEach
  void nothingIsLeftAndTheNextClientIsServed() throws Exception {
    assertThat(running.oldestErrors()).containsOnly(0L);
    assertThat(ErrorQueues.oldest()).isZero();
    String client = TestSettings.file(directory, good);
    for (String version : List.of("--tls-max=1.2", "--tlsv1.3")) {
      List<String> options = new ArrayList<>(List.of(version.split("=")));
      options.addAll(List.of("--cert", client, running.url("/restricted")));
      assertThat(Commands.curl(options.toArray(String[]::new)).text()).contains("verified 0 ok");
    }
    assertThat(told).isEmpty();
    running.close();
    host.close();
    asking.close();
    modern.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"16030100080123456789abcdef", "16030100020000", "804a01030100", "ff00ff"})
  void whatIsNoClientHello(String bytes) throws Exception {
    try (RawTlsClient client = new RawTlsClient(running.port(), "TLSv1.3")) {
      client.send(HexFormat.of().parseHex(bytes + "00".repeat(80)));
      assertThat(told()).startsWith("failed [error:0A");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-tls1_2,-cipher,ECDHE-ECDSA-AES256-GCM-SHA384",
    "-tls1_3,-ciphersuites,TLS_AES_128_CCM_SHA256"
  })
  void noCipherInCommon(String protocol, String option, String cipher) throws Exception {
    Commands.client(running.port(), GET, protocol, option, cipher);
    assertThat(told()).startsWith("failed [error:0A0000C1:SSL routines::no shared cipher");
  }

  @Test
  void noVersionInCommon() throws Exception {
    Commands.client(running.port(), GET, "-tls1_2", "-servername", "modern");
    assertThat(told()).isEqualTo("failed [error:0A000102:SSL routines::unsupported protocol]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aClientThatLeavesHalfWay(String protocol) throws Exception {
    try (RawTlsClient client = new RawTlsClient(running.port(), protocol)) {
      byte[] hello = client.hello();
      client.send(Arrays.copyOf(hello, hello.length / 2));
    }
    assertThat(told()).isEqualTo("failed []");
    try (RawTlsClient client = new RawTlsClient(running.port(), protocol)) {
      client.send(client.hello());
      client.await();
    }
    assertThat(told()).isEqualTo("failed []");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void aBadCertificateOrNoneInTheFirstHandshake(String version) throws Exception {
    String url = "https://asking:" + running.port() + "/facts";
    String resolve = "asking:" + running.port() + ":127.0.0.1";
    String client = TestSettings.file(directory, stranger);
    Commands.curl("--tls-max", version, "--resolve", resolve, "--cert", client, url);
    assertThat(told()).contains("failed [error:0A000086:SSL routines::certificate verify failed");
    Commands.curl("--tls-max", version, "--resolve", resolve, url);
    assertThat(told())
        .contains("failed [error:0A0000C7:SSL routines::peer did not return a certificate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void aBadCertificateOrNoneAsTheAnswerToAQuestion(String version) throws Exception {
    String client = TestSettings.file(directory, stranger);
    Commands.curl("--tls-max", version, "--cert", client, running.url("/restricted"));
    assertThat(failed()).containsExactly("error:0A000086:SSL routines::certificate verify failed");
    Commands.curl("--tls-max", version, running.url("/restricted"));
    assertThat(failed())
        .containsExactly("error:0A0000C7:SSL routines::peer did not return a certificate");
  }

  @Test
  void aQuestionThatCannotBePut() throws Exception {
    Commands.client(running.port(), GET.replace("facts", "restricted"), "-tls1_3");
    assertThat(outcomes.poll(5, TimeUnit.SECONDS))
        .isEqualTo(
            new Authentication.CannotAsk(
                List.of("error:0A000117:SSL routines::extension not received")));
  }

  @Test
  void aRenegotiationThatTheClientAsksFor() throws Exception {
    Commands.client(running.port(), "R\n", "-tls1_2");
    assertThat(told()).isEqualTo("renegotiation");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aRecordThatWasDamagedOnItsWay(String protocol) throws Exception {
    try (RawTlsClient client = new RawTlsClient(running.port(), protocol)) {
      client.handshake();
      byte[] record = client.wrap(GET.getBytes(StandardCharsets.US_ASCII));
      record[record.length - 1] ^= 1;
      client.send(record);
      assertThat(told())
          .startsWith("unreadable [error:")
          .endsWith("error:0A000119:SSL routines::decryption failed or bad record mac]");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void anAlertThatEndsAnOpenConnection(String protocol) throws Exception {
    try (RawTlsClient client = new RawTlsClient(running.port(), protocol)) {
      client.handshake();
      client.refuse(Arrays.copyOf(new byte[] {23, 3, 3, 0, 59}, 64));
      assertThat(told()).startsWith("unreadable [error:0A0003FC:SSL routines::sslv3 alert bad rec");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void anAlertInTheFirstHandshake(String version) throws Exception {
    // Without -k curl refuses the server's certificate.
    Commands.run("", "curl", "-s", "--noproxy", "*", "--tls-max", version, running.url("/facts"));
    assertThat(told()).startsWith("failed [error:0A000418:SSL routines::tlsv1 alert unknown ca");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aTicketThatSaysItIsOfOurKeyAndIsNot(String protocol) throws Exception {
    Path session = directory.resolve("session");
    try (TlsHost other =
            TestSettings.of("www:443", server).trusting(ca).sessions(sessions(2, null)).host();
        TestServer stranger = new TestServer(other)) {
      Commands.client(stranger.port(), GET, protocol, "-sess_out", session.toString());
    }
    assertThat(
            Commands.client(running.port(), GET, protocol, "-sess_in", session.toString()).text())
        .contains("resumed false");
  }

  @Test
  void aSessionThatCannotBeRead() throws Exception {
    Path session = directory.resolve("session");
    String[] options = {"-tls1_2", "-no_ticket", "-sess_out", session.toString()};
    Commands.client(running.port(), GET, options);
    options[2] = "-sess_in";
    assertThat(Commands.client(running.port(), GET, options).text()).contains("resumed false");
  }

  @Test
  void settingsThatCannotBeUsed() {
    assertThat(ErrorQueues.oldest()).isZero();
    byte[] nonsense = {0x30, 3, 2, 1, 1};
    assertRefused(() -> TlsKey.ofPem("x".getBytes(StandardCharsets.US_ASCII), null).close());
    assertRefused(
        () ->
            TlsKey.ofPem(
                    ("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
                            + "MAA=\n"
                            + "-----END ENCRYPTED PRIVATE KEY-----\n")
                        .getBytes(StandardCharsets.US_ASCII),
                    "wrong".toCharArray())
                .close());
    assertRefused(
        () ->
            TlsHost.of(
                    identity(
                        new TlsSettings.Identity(
                            nonsense, List.of(), TestSettings.key(server), () -> null)))
                .close());
    assertRefused(
        () ->
            TestSettings.of("www:443", server)
                .identity(server, List.of(nonsense), () -> null)
                .host()
                .close());
    assertRefused(() -> TestSettings.of("www:443", server).cipherList("nonsense").host().close());
    assertRefused(
        () -> TestSettings.of("www:443", server).command("Groups", "nonsense").host().close());
    assertRefused(
        () ->
            TestSettings.of("www:443", server)
                .command("DHParameters", directory.resolve("missing").toString())
                .host()
                .close());
    // OpenSSL has no line for these.
    refused(
        () ->
            new TestSettings("www:443")
                .identity(new Issued(server.certificate(), good.key()), List.of(), () -> null)
                .host()
                .close());
    refused(() -> TestSettings.of("www:443", server).command("nonsense", "").host().close());
    assertThat(TlsLibrary.commandValue("nonsense")).isEqualTo(TlsLibrary.CommandValue.UNKNOWN);
    assertThat(ErrorQueues.oldest()).isZero();
  }

  private static TlsSettings identity(TlsSettings.Identity identity) {
    TlsSettings all = new TestSettings("www:443").settings();
    return new TlsSettings(
        all.id(),
        List.of(identity),
        all.protocols(),
        all.cipherList(),
        all.cipherSuites(),
        all.serverCipherOrder(),
        all.clientAuthentication(),
        all.verifyDepth(),
        all.trust(),
        all.offeredNames(),
        all.verifier(),
        all.handshakeRequest(),
        all.sessionPolicy(),
        all.applicationProtocols(),
        all.serverProtocolOrder(),
        all.sessions(),
        all.commands());
  }

  private interface Refused {
    void run() throws TlsSettingsException;
  }

  private static void assertRefused(Refused what) {
    assertThat(refused(what).libraryErrors())
        .isNotEmpty()
        .allMatch(line -> line.startsWith("error:"));
  }

  private static TlsSettingsException refused(Refused what) {
    TlsSettingsException refused = catchThrowableOfType(TlsSettingsException.class, what::run);
    assertThat(refused).isNotNull();
    assertThat(ErrorQueues.oldest()).isZero();
    return refused;
  }

  private String told() throws InterruptedException {
    return String.valueOf(told.poll(10, TimeUnit.SECONDS));
  }

  private List<String> failed() throws InterruptedException {
    return outcomes.poll(10, TimeUnit.SECONDS) instanceof Authentication.Failed failed
        ? failed.libraryErrors()
        : List.of();
  }

  /** Keys of the same name, whose secrets differ. */
  private static TlsSessions sessions(int secret, @Nullable SessionCache cache) {
    byte[] bytes = new byte[TicketKeys.FILE_LENGTH];
    Arrays.fill(bytes, 16, bytes.length, (byte) secret);
    TicketKeys keys = TicketKeys.shared(InstantSource.system(), LIFE, bytes);
    return new TlsSessions(true, keys, cache, LIFE);
  }

  /** Has a session for every id, and none that is one. */
  private static final class Nonsense implements SessionCache {
    @Override
    public void keep(byte[] id, byte[] session, long seconds) {}

    @Override
    public byte[] find(byte[] id) {
      return new byte[] {0x30, 3, 2, 1, 1};
    }

    @Override
    public void forget(byte[] id) {}

    @Override
    public boolean mayBlock() {
      return false;
    }
  }

  private final class Told implements TlsEvents {
    @Override
    public void failed(InetSocketAddress remote, String serverName, List<String> errors) {
      told.add("failed " + errors);
    }

    @Override
    public void unreadable(TlsConnection connection, List<String> errors) {
      told.add("unreadable " + errors);
    }

    @Override
    public void unwritable(TlsConnection connection, List<String> errors) {
      told.add("unwritable " + errors);
    }

    @Override
    public void renegotiationRefused(TlsConnection connection) {
      told.add("renegotiation");
    }
  }
}
