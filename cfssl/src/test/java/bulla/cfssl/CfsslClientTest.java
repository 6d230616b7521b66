package bulla.cfssl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CfsslClientTest {
  private volatile byte[] received = new byte[0];
  private final HttpServer server;
  private int status = 200;
  private String answer = "";

  CfsslClientTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/v1/cfssl/",
        exchange -> {
          received = exchange.getRequestBody().readAllBytes();
          byte[] body = answer.getBytes(UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void signedCertificateComesBackAndTheTokenFits() throws Exception {
    answer = Envelope.success(Json.object("{\"certificate\":\"PEM\"}")).toJson();
    AuthKey key = AuthKey.of("aabbcc");
    try (CfsslClient client = client(here())) {
      assertThat(client.authsign(SignRequest.of(null, "CSR", "server", "carc_i101l"), key))
          .isEqualTo("PEM");
    }
    AuthenticatedRequest request = AuthenticatedRequest.of(Json.object(received));
    assertThat(key.accepts(request.token(), request.request())).isTrue();
  }

  @Test
  void infoTellsCertificateUsagesAndExpiry() throws Exception {
    answer =
        Envelope.success(new CaInformation("PEM", List.of("signing"), "8760h").members()).toJson();
    try (CfsslClient client = client(here())) {
      assertThat(client.info("carc_i101l", "server").usages()).containsExactly("signing");
    }
    assertThat(new String(received, UTF_8))
        .isEqualTo("{\"label\":\"carc_i101l\",\"profile\":\"server\"}");
  }

  @Test
  void refusalOfTheClientIsTold() throws Exception {
    status = 400;
    answer = Envelope.failure(1, "invalid token").toJson();
    try (CfsslClient client = client(here())) {
      CfsslException refused =
          catchThrowableOfType(CfsslException.class, () -> client.info("l", "p"));
      assertThat(refused.code()).isEqualTo(ErrorCode.CLIENT_HTTP);
      assertThat(refused.text()).isEqualTo(answer);
      assertThat(refused.refusesTheClient()).isTrue();
    }
  }

  @Test
  void failureUnderStatus200CarriesTheFirstError() throws Exception {
    answer = Envelope.failure(5400, "unknown profile").toJson();
    try (CfsslClient client = client(here())) {
      assertThatThrownBy(() -> client.info("l", "p")).hasMessage("unknown profile");
    }
  }

  @Test
  void nextRemoteIsAskedWhenOneFails() throws Exception {
    answer = Envelope.success(Json.object("{\"certificate\":\"PEM\"}")).toJson();
    try (CfsslClient client = client("http://127.0.0.1:1, " + here())) {
      assertThat(client.info("", "").certificate()).isEqualTo("PEM");
    }
    try (CfsslClient client = client("127.0.0.1:1")) {
      assertThatThrownBy(() -> client.info("", ""))
          .isInstanceOf(CfsslException.class)
          .hasMessage("failed POST to http://127.0.0.1:1/api/v1/cfssl/info: connection refused");
    }
  }

  @Test
  void answerBeyondTheLimitIsRefused() throws Exception {
    answer = "x".repeat(2 << 20);
    try (CfsslClient client = client(here())) {
      assertThatThrownBy(() -> client.info("", "")).isInstanceOf(CfsslException.class);
    }
  }

  @Test
  void remotesTakeCfsslsDefaults() throws Exception {
    assertThat(Remotes.of("ca01, https://ca02, 10.0.0.1:8889,http://ca03:80"))
        .containsExactly(
            URI.create("http://ca01:8888"),
            URI.create("https://ca02:443"),
            URI.create("http://10.0.0.1:8889"),
            URI.create("http://ca03:80"));
    assertThatThrownBy(() -> Remotes.of("1.1.1.1:::")).isInstanceOf(CfsslException.class);
    assertThatThrownBy(() -> Remotes.of("")).isInstanceOf(CfsslException.class);
  }

  private String here() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  private static CfsslClient client(String remotes) throws CfsslException {
    return CfsslClient.of(remotes, null, Duration.ofSeconds(10), InstantSource.system());
  }
}
