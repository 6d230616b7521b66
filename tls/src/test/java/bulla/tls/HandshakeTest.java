package bulla.tls;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.pki.KeyRequest;
import bulla.testkit.Issued;
import bulla.testkit.TestCa;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandshakeTest {

  private static final String GET = "GET /facts HTTP/1.1\r\nConnection: close\r\n\r\n";

  private final TestCa ca = TestCa.root("Root");
  private final Issued server = ca.issue("www.lab").dnsName("www.lab").make();

  @TempDir private Path directory;

  @Test
  void aClientGetsWhatItAsksFor() throws Exception {
    try (TlsHost host = TestSettings.of("www:443", server).host();
        TestServer running = new TestServer(host)) {
      Commands.Result facts = Commands.curl(running.url("/facts"));
      assertThat(facts.text())
          .contains("host www:443\n", "protocol TLSv1.3\n", "cipher TLS_AES_256_GCM_SHA384 256\n")
          .contains("name null\n", "resumed false\n", "certificates 0\n", "asked NONE");
    }
  }

  @Test
  void theNameInTheClientHelloChoosesTheHostAndAllThatIsTheHosts() throws Exception {
    Issued other = ca.issue("other.lab").make();
    try (TlsHost first = TestSettings.of("first:443", server).protocols("TLSv1.3").host();
        TlsHost second = TestSettings.of("second:443", other).protocols("TLSv1.2").host();
        TestServer running =
            new TestServer(name -> "other.lab".equals(name) ? second : first, TlsEvents.none())) {
      assertThat(Commands.client(running.port(), GET, "-servername", "www.lab").text())
          .contains("CN = www.lab", "host first:443", "name www.lab", "protocol TLSv1.3");
      assertThat(Commands.client(running.port(), GET, "-servername", "OTHER.lab").text())
          .contains("CN = other.lab", "host second:443", "name other.lab", "protocol TLSv1.2");
      assertThat(Commands.client(running.port(), GET, "-noservername").text())
          .contains("host first:443", "name null");
    }
  }

  @Test
  void theStapleIsThatOfTheCertificateThatWasChosen() throws Exception {
    Issued rsa = ca.issue("rsa.lab").key(new KeyRequest("rsa", 2048)).make();
    byte[] forEcdsa = "staple of the ECDSA certificate".getBytes(StandardCharsets.US_ASCII);
    try (TlsHost host =
            new TestSettings("www:443")
                .identity(rsa, List.of(), () -> null)
                .identity(server, List.of(), () -> forEcdsa)
                .host();
        TestServer running = new TestServer(host)) {
      // Bytes that are no OCSP response: s_client says that it cannot read what it got.
      assertThat(
              Commands.client(running.port(), GET, "-status", "-sigalgs", "ECDSA+SHA256", "-msg")
                  .text())
          .contains("response parse error")
          .contains("CN = www.lab");
      assertThat(
              Commands.client(
                      running.port(), GET, "-status", "-sigalgs", "RSA-PSS+SHA256:RSA+SHA256")
                  .text())
          .contains("OCSP response: no response sent", "CN = rsa.lab");
    }
  }

  @Test
  void theChainIsSentAsItWasGiven() throws Exception {
    TestCa intermediate = ca.intermediate("Intermediate");
    Issued leaf = intermediate.issue("leaf.lab").make();
    try (TlsHost host =
            new TestSettings("www:443")
                .identity(leaf, List.of(ca.certificate().der()), () -> null)
                .trusting(ca, intermediate)
                .host();
        TestServer running = new TestServer(host)) {
      assertThat(Commands.client(running.port(), GET, "-showcerts").text())
          .contains(leaf.pem().strip(), ca.certificate().pem().strip())
          .doesNotContain(intermediate.certificate().pem().strip());
    }
  }

  @Test
  void applicationProtocolsAreSettledInTheServersOrderOrRefused() throws Exception {
    try (TlsHost host =
            TestSettings.of("www:443", server).applicationProtocols("h2", "http/1.1").host();
        TestServer running = new TestServer(host)) {
      assertThat(Commands.client(running.port(), GET, "-alpn", "http/1.1,h2").text())
          .contains("alpn h2\n");
      assertThat(Commands.client(running.port(), GET, "-alpn", "http/1.1").text())
          .contains("alpn http/1.1\n");
      assertThat(Commands.client(running.port(), GET, "-alpn", "imap").text())
          .contains("tlsv1 alert no application protocol");
      assertThat(Commands.client(running.port(), GET).text()).contains("alpn null\n");
    }
  }

  @Test
  void theClientsOrderOfProtocolsWinsWhereTheHostLetsIt() throws Exception {
    try (TlsHost host =
            TestSettings.of("www:443", server)
                .applicationProtocols("h2", "http/1.1")
                .clientProtocolOrder()
                .host();
        TestServer running = new TestServer(host)) {
      assertThat(Commands.client(running.port(), GET, "-alpn", "imap,http/1.1,h2").text())
          .contains("alpn http/1.1\n");
      assertThat(Commands.client(running.port(), GET, "-alpn", "imap").text())
          .contains("tlsv1 alert no application protocol");
    }
  }

  @Test
  void plainHttpIsNoticedAndAnsweredInPlain() throws Exception {
    try (TlsHost host = TestSettings.of("www:443", server).host();
        TestServer running = new TestServer(host)) {
      assertThat(Commands.curl("http://127.0.0.1:" + running.port() + "/").text())
          .isEqualTo("plain HTTP");
    }
  }

  @Test
  void aSessionIsResumedAtItsOwnHostAndNowhereElse() throws Exception {
    Path session = directory.resolve("session");
    try (TlsHost first = TestSettings.of("first:443", server).host();
        TlsHost second = TestSettings.of("second:443", server).host();
        TestServer running =
            new TestServer(name -> "second".equals(name) ? second : first, TlsEvents.none())) {
      for (String protocol : List.of("-tls1_3", "-tls1_2")) {
        Files.deleteIfExists(session);
        client(running, protocol, "second", "-sess_out", session);
        assertThat(client(running, protocol, "second", "-sess_in", session))
            .contains("host second:443", "resumed true");
        assertThat(client(running, protocol, "first", "-sess_in", session))
            .contains("host first:443", "resumed false");
      }
    }
  }

  @Test
  void withoutTicketsNoSessionIsHandedOut() throws Exception {
    Path session = directory.resolve("session");
    try (TlsHost host = TestSettings.of("www:443", server).sessions(TlsSessions.none()).host();
        TestServer running = new TestServer(host)) {
      for (String protocol : List.of("-tls1_3", "-tls1_2")) {
        assertThat(client(running, protocol, "www", "-sess_out", session)).contains("host www:443");
        assertThat(session).doesNotExist();
      }
    }
  }

  @Test
  void aHandshakeThatFailsIsToldWithTheLibrarysLines() throws Exception {
    LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
    TlsEvents events =
        new TlsEvents() {
          @Override
          public void failed(InetSocketAddress remote, String serverName, List<String> errors) {
            told.add(serverName + " " + errors);
          }
        };
    try (TlsHost host = TestSettings.of("www:443", server).protocols("TLSv1.3").host();
        TestServer running = new TestServer(_ -> host, events)) {
      assertThat(Commands.client(running.port(), GET, "-tls1_2", "-servername", "www.lab").text())
          .contains("alert protocol version");
      assertThat(told.poll(5, TimeUnit.SECONDS))
          .isEqualTo("www.lab [error:0A000102:SSL routines::unsupported protocol]");
    }
  }

  private static String client(
      TestServer running, String protocol, String name, String option, Path session)
      throws Exception {
    return Commands.client(
            running.port(), GET, protocol, "-servername", name, option, session.toString())
        .text();
  }
}
