package bulla.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.pki.Certificate;
import bulla.testkit.TestCa;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IssuerFinderTest {
  private final TestCa root = TestCa.root("CARC R100L");
  private final TestCa ca = root.intermediate("CARC I101L");
  private final IssuerFinder finder =
      new IssuerFinder(
          Duration.ofSeconds(2), null, AllowedPlaces.DEFAULT, OcspEvents.NONE, _ -> {});
  private HttpServer site;

  @BeforeEach
  void startSite() throws IOException {
    site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    site.start();
  }

  @AfterEach
  void stopSite() {
    site.stop(0);
  }

  @Test
  void theChainFileComesFirstThenTheAuthorities() {
    Certificate leaf = ca.issue("leaf").make().certificate();
    List<Certificate> rootOnly = List.of(root.certificate());
    List<Certificate> all = List.of(root.certificate(), ca.certificate());

    assertThat(finder.find(leaf, all, List.of())).contains(ca.certificate());
    assertThat(finder.find(leaf, rootOnly, all)).contains(ca.certificate());
    assertThat(finder.find(leaf, rootOnly, rootOnly)).isEmpty();
  }

  @Test
  void anIssuerWithTheRightNameAndAnotherKeyIsNone() {
    Certificate leaf = ca.issue("leaf").make().certificate();
    TestCa namesake = root.intermediate("CARC I101L");

    assertThat(finder.find(leaf, List.of(namesake.certificate()), List.of())).isEmpty();
  }

  @Test
  void theNetworkIsAskedLastAndMayAnswerDerOrPem() {
    publish("/der", ca.certificate().der());
    publish("/pem", ca.certificate().pem().getBytes(StandardCharsets.US_ASCII));

    assertThat(finder.find(leaf("/der"), List.of(), List.of())).contains(ca.certificate());
    assertThat(finder.find(leaf("/pem"), List.of(), List.of())).contains(ca.certificate());
  }

  @Test
  void whatTheNetworkGivesMustHaveSigned() {
    publish("/wrong", root.certificate().der());
    publish("/html", "<html>".getBytes(StandardCharsets.US_ASCII));
    publish("/huge", new byte[100_000]);

    for (String path : List.of("/wrong", "/html", "/huge", "/absent")) {
      assertThat(finder.find(leaf(path), List.of(), List.of())).isEmpty();
    }
  }

  private void publish(String path, byte[] body) {
    site.createContext(
        path,
        exchange -> {
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  private Certificate leaf(String path) {
    return ca.issue("leaf")
        .caIssuersUrl("http://127.0.0.1:" + site.getAddress().getPort() + path)
        .make()
        .certificate();
  }
}
