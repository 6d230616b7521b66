package bulla.tls;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.testkit.Issued;
import bulla.testkit.TestCa;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host whose paths may ask later, and clients that cannot be asked later. */
class HandshakeRequestTest {

  private static final String FACTS = "GET /facts HTTP/1.1\r\nConnection: close\r\n\r\n";

  private final TestCa ca = TestCa.root("Root");
  private final TestCa intermediate = ca.intermediate("Intermediate");
  private final TestCa remoteIssuer = ca.intermediate("Not known to the host");
  private final Issued server = ca.issue("www.lab").make();
  private final Issued good = intermediate.issue("good").make();
  private TlsHost host;
  private TestServer running;

  @TempDir private Path directory;

  @BeforeEach
  void start() throws Exception {
    host =
        TestSettings.of("www:443", server)
            .trusting(ca, intermediate)
            .handshakeRequest(2)
            .verifier((_, _) -> 0)
            .host();
    running = new TestServer(host);
  }

  @AfterEach
  void stop() {
    running.close();
    host.close();
  }

  @Test
  void aClientThatCannotBeAskedLaterIsAskedInTheHandshake() throws Exception {
    assertThat(client("-tls1_3", "-cert", TestSettings.file(directory, good)))
        .contains("certificates 1\n", "verified 0 ok", "asked OPTIONAL depth 2");
    assertThat(client("-tls1_3")).contains("certificates 0\n", "asked OPTIONAL depth 2");
  }

  @Test
  void aClientThatCanBeAskedLaterIsNotAskedNow() throws Exception {
    String certificate = TestSettings.file(directory, good);
    assertThat(client("-tls1_3", "-enable_pha", "-cert", certificate))
        .contains("certificates 0\n", "asked NONE");
    assertThat(client("-tls1_2", "-cert", certificate)).contains("certificates 0\n", "asked NONE");
  }

  @Test
  void aHostWithoutTls13DoesNotAskEither() throws Exception {
    try (TlsHost older =
            TestSettings.of("old:443", server).protocols("TLSv1.2").handshakeRequest(2).host();
        TestServer watched = new TestServer(older)) {
      assertThat(
              Commands.client(watched.port(), FACTS, "-cert", TestSettings.file(directory, good))
                  .text())
          .contains("certificates 0\n", "asked NONE");
    }
  }

  @Test
  void aBadCertificateIsLetInAndItsErrorIsKept() throws Exception {
    Issued stranger = TestCa.root("Stranger").issue("stranger").make();
    Instant now = Instant.now();
    Issued expired =
        ca.issue("expired")
            .validity(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(1)))
            .make();
    assertThat(client("-tls1_3", "-cert", TestSettings.file(directory, stranger)))
        .contains("certificates 1\n", "verified 21 unable to verify the first certificate");
    assertThat(client("-tls1_3", "-cert", TestSettings.file(directory, expired)))
        .contains("certificates 1\n", "verified 10 certificate has expired");
  }

  @Test
  void onlyAGoodCertificateOfKnownIssuersIsRememberedInASession() throws Exception {
    Issued stranger = TestCa.root("Stranger").issue("stranger").make();
    Issued remote = remoteIssuer.issue("remote").make();
    Path session = directory.resolve("session");
    client("-tls1_3", "-sess_out", session.toString());
    assertThat(session).doesNotExist();
    client(
        "-tls1_3",
        "-sess_out",
        session.toString(),
        "-cert",
        TestSettings.file(directory, stranger));
    assertThat(session).doesNotExist();
    Path chain = directory.resolve("chain.pem");
    Files.writeString(chain, remoteIssuer.certificate().pem());
    assertThat(
            client(
                "-tls1_3",
                "-sess_out",
                session.toString(),
                "-cert",
                TestSettings.file(directory, remote),
                "-cert_chain",
                chain.toString()))
        .contains("certificates 2\n", "verified 0 ok");
    assertThat(session).doesNotExist();
    client("-tls1_3", "-sess_out", session.toString(), "-cert", TestSettings.file(directory, good));
    assertThat(client("-tls1_3", "-sess_in", session.toString()))
        .contains("resumed true", "certificates 1\n", "verified 0 ok");
  }

  @Test
  void aSessionIsNotResumedWhereClientsAreVerifiedInAnotherWay() throws Exception {
    List<TestSettings> others =
        List.of(
            settings().sessionPolicy("ocsp"),
            settings().asking(ClientAuthentication.OPTIONAL, 1),
            settings().asking(ClientAuthentication.NONE, 2),
            settings().handshakeRequest(1),
            TestSettings.of("www:443", server).trusting(ca).handshakeRequest(2),
            TestSettings.of("other:443", server).trusting(ca, intermediate).handshakeRequest(2));
    Path session = directory.resolve("session");
    String certificate = TestSettings.file(directory, good);
    for (TestSettings other : others) {
      try (TlsHost here = settings().host();
          TlsHost there = other.host();
          TestServer both =
              new TestServer(name -> "there".equals(name) ? there : here, TlsEvents.none())) {
        for (String version : List.of("-tls1_2", "-tls1_3")) {
          Commands.client(
              both.port(), FACTS, version, "-cert", certificate, "-sess_out", session.toString());
          assertThat(
                  Commands.client(both.port(), FACTS, version, "-sess_in", session.toString())
                      .text())
              .contains("resumed true");
          assertThat(
                  Commands.client(
                          both.port(),
                          FACTS,
                          version,
                          "-servername",
                          "there",
                          "-sess_in",
                          session.toString())
                      .text())
              .contains("resumed false", "certificates 0\n");
        }
      }
    }
  }

  private TestSettings settings() {
    return TestSettings.of("www:443", server)
        .trusting(ca, intermediate)
        .handshakeRequest(2)
        .verifier((_, _) -> 0);
  }

  private String client(String... options) throws Exception {
    return Commands.client(running.port(), FACTS, options).text();
  }
}
