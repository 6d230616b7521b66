package bulla.tls;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.openssl.Ssl;
import bulla.testkit.Issued;
import bulla.testkit.TestCa;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates that are asked for on an open connection. */
class QuestionTest {

  private static final String TLS_1_2 = "--tls-max=1.2";
  private static final String TLS_1_3 = "--tlsv1.3";

  private final TestCa ca = TestCa.root("Root");
  private final TestCa intermediate = ca.intermediate("Intermediate");
  private final Issued server = ca.issue("www.lab").make();
  private final Issued good = ca.issue("good").make();
  private final Issued deep = intermediate.issue("deep").make();
  private TlsHost host;
  private TestServer running;

  @TempDir private Path directory;

  @BeforeEach
  void start() throws Exception {
    host = TestSettings.of("www:443", server).trusting(ca, intermediate).host();
    running = new TestServer(host);
  }

  @AfterEach
  void stop() {
    running.close();
    host.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {TLS_1_2, TLS_1_3})
  void aGoodCertificateIsTheAnswer(String version) throws Exception {
    String client = TestSettings.file(directory, good);
    assertThat(curl(version, "--cert", client, running.url("/restricted")))
        .contains("Completed[]", "certificates 1\n", "verified 0 ok", "asked REQUIRE depth 1");
    assertThat(curl(version, "--cert", client, running.url("/facts")))
        .contains("certificates 0\n", "asked NONE");
  }

  @ParameterizedTest
  @ValueSource(strings = {TLS_1_2, TLS_1_3})
  void noCertificateIsAnAnswerOnlyWhereItIsOptional(String version) throws Exception {
    assertThat(curl(version, running.url("/optional")))
        .contains("Completed[]", "certificates 0\n", "asked OPTIONAL");
    assertThat(curl(version, running.url("/restricted")))
        .contains(
            version.equals(TLS_1_3)
                ? "tlsv13 alert certificate required"
                : "sslv3 alert handshake failure");
  }

  @ParameterizedTest
  @ValueSource(strings = {TLS_1_2, TLS_1_3})
  void aBadCertificateEndsTheConnectionWithItsAlert(String version) throws Exception {
    Issued stranger = TestCa.root("Stranger").issue("stranger").make();
    Instant now = Instant.now();
    Issued expired =
        ca.issue("expired")
            .validity(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(1)))
            .make();
    for (String path : new String[] {"/restricted", "/optional"}) {
      assertThat(curl(version, "--cert", TestSettings.file(directory, stranger), running.url(path)))
          .contains("tlsv1 alert unknown ca");
      assertThat(curl(version, "--cert", TestSettings.file(directory, expired), running.url(path)))
          .contains("sslv3 alert certificate expired");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TLS_1_2, TLS_1_3})
  void theDepthIsThatOfTheQuestion(String version) throws Exception {
    String client = TestSettings.file(directory, deep);
    assertThat(curl(version, "--cert", client, running.url("/restricted/2")))
        .contains("Completed[]", "depth 2");
    assertThat(curl(version, "--cert", client, running.url("/restricted")))
        .contains("tlsv1 alert unknown ca");
  }

  @ParameterizedTest
  @ValueSource(strings = {TLS_1_2, TLS_1_3})
  void theCertificateStaysForTheLifeOfTheConnection(String version) throws Exception {
    String client = TestSettings.file(directory, good);
    String both =
        curl(version, "--cert", client, running.url("/restricted"), running.url("/facts"));
    assertThat(both.split("certificates 1\n", -1)).hasSize(3);
  }

  @Test
  void aSecondQuestionCannotBePutOnTls13AndTheConnectionGoesOn() throws Exception {
    String client = TestSettings.file(directory, good);
    assertThat(
            curl(
                TLS_1_3,
                "--cert",
                client,
                running.url("/optional"),
                running.url("/restricted"),
                running.url("/facts")))
        .contains("Completed[]")
        .contains("CannotAsk[libraryErrors=[error:0A00011B:SSL routines::invalid config]]")
        .endsWith("asked OPTIONAL depth 1\n");
  }

  @Test
  void aSecondQuestionIsPutOnTls12() throws Exception {
    String client = TestSettings.file(directory, good);
    assertThat(
            curl(TLS_1_2, "--cert", client, running.url("/optional"), running.url("/restricted"))
                .split("Completed", -1))
        .hasSize(3);
  }

  @Test
  void aClientThatDidNotOfferToBeAskedIsNotAsked() throws Exception {
    assertThat(
            Commands.client(
                    running.port(),
                    "GET /restricted HTTP/1.1\r\nConnection: close\r\n\r\n",
                    "-tls1_3")
                .text())
        .contains(
            "CannotAsk[libraryErrors=[error:0A000117:SSL routines::extension not received]]",
            "asked NONE");
  }

  @ParameterizedTest
  @CsvSource({
    "%DISABLE_SAFE_RENEGOTIATION,secure renegotiation (RFC 5746)",
    "%NO_SESSION_HASH,extended master secret (RFC 7627)"
  })
  void aRenegotiationThatIsNotSafeIsNotBegun(String weakness, String missing) throws Exception {
    assertThat(
            Commands.run(
                    "GET /restricted HTTP/1.1\r\n\r\n"
                        + "GET /facts HTTP/1.1\r\nConnection: close\r\n\r\n",
                    "gnutls-cli",
                    "--insecure",
                    "--priority",
                    "NORMAL:-VERS-ALL:+VERS-TLS1.2:" + weakness,
                    "-p",
                    Integer.toString(running.port()),
                    "127.0.0.1")
                .text())
        .contains("Unsafe[missing=" + missing + "]")
        .containsSubsequence("asked NONE depth 1\n", "HTTP/1.1 200 OK", "asked NONE depth 1\n");
  }

  @Test
  void whatAClientSendsBeforeItAnswersIsKeptInOrder() throws Exception {
    // One flight of several records, more than the server reads at once.
    String requests =
        "GET /restricted HTTP/1.1\r\n\r\n"
            + "GET /facts HTTP/1.1\r\n\r\n".repeat(2000)
            + "GET /facts HTTP/1.1\r\nConnection: close\r\n\r\n";
    String text =
        Commands.client(
                running.port(),
                requests,
                "-tls1_3",
                "-enable_pha",
                "-cert",
                TestSettings.file(directory, good))
            .text();
    assertThat(text.split("certificates 1\n", -1)).hasSize(2003);
    assertThat(text).doesNotContain("certificates 0\n");
  }

  @Test
  void aSessionThatWasVerifiedMoreDeeplyThanTheHostDoesIsNotResumed() throws Exception {
    Path session = directory.resolve("session");
    String client = TestSettings.file(directory, deep);
    String deepRequest = "GET /restricted/2 HTTP/1.1\r\nConnection: close\r\n\r\n";
    Commands.client(
        running.port(),
        deepRequest,
        "-tls1_3",
        "-enable_pha",
        "-cert",
        client,
        "-sess_out",
        session.toString());
    assertThat(
            Commands.client(
                    running.port(),
                    "GET /facts HTTP/1.1\r\nConnection: close\r\n\r\n",
                    "-tls1_3",
                    "-sess_in",
                    session.toString())
                .text())
        .contains("certificates 0\n");
  }

  @Test
  void aClientMayNotRenegotiateByItself() throws Exception {
    LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
    TlsEvents events =
        new TlsEvents() {
          @Override
          public void renegotiationRefused(TlsConnection connection) {
            told.add(connection.protocol());
          }
        };
    try (TestServer watched = new TestServer(_ -> host, events)) {
      // A line that is a single R makes s_client renegotiate.
      assertThat(Commands.client(watched.port(), "R\n", "-tls1_2").text())
          .contains("no renegotiation");
      assertThat(told.poll(5, TimeUnit.SECONDS)).isEqualTo("TLSv1.2");
    }
  }

  @Test
  void aClientThatLeavesWhileItIsVerifiedHasAbandonedTheQuestion() throws Exception {
    // A server that was stopped in the middle of a step, by an earlier test, has dropped its own.
    int before = Ssl.open();
    CountDownLatch verifying = new CountDownLatch(1);
    CountDownLatch decided = new CountDownLatch(1);
    LinkedBlockingQueue<Authentication> outcomes = new LinkedBlockingQueue<>();
    ClientVerifier slow =
        (_, _) -> {
          verifying.countDown();
          try {
            decided.await();
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          }
          return 0;
        };
    try (TlsHost slowHost = TestSettings.of("slow:443", server).trusting(ca).verifier(slow).host();
        TestServer watched = new TestServer(_ -> slowHost, TlsEvents.none(), outcomes::add)) {
      Process client =
          new ProcessBuilder(
                  "curl",
                  "-sk",
                  "--cert",
                  TestSettings.file(directory, good),
                  watched.url("/restricted"))
              .start();
      assertThat(verifying.await(10, TimeUnit.SECONDS)).isTrue();
      client.destroyForcibly().waitFor();
      assertThat(outcomes.poll(5, TimeUnit.SECONDS)).isInstanceOf(Authentication.Abandoned.class);
      decided.countDown();
      // An event loop that ends in this very moment may drop what the pool gives back to it.
      Instant patience = Instant.now().plusSeconds(20);
      while (Ssl.open() > before && Instant.now().isBefore(patience)) {
        Thread.sleep(10);
      }
      assertThat(Ssl.open()).isLessThanOrEqualTo(before);
    }
  }

  private static String curl(String version, String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of(version.split("=")));
    all.addAll(List.of(options));
    return Commands.curl(all.toArray(String[]::new)).text();
  }
}
