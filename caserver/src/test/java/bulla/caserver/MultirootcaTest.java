package bulla.caserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bulla.ca.SelfSigned;
import bulla.cfssl.AuthKey;
import bulla.cfssl.AuthenticatedRequest;
import bulla.cfssl.CertificateRequests;
import bulla.cfssl.CfsslClient;
import bulla.cfssl.CfsslException;
import bulla.cfssl.CsrJson;
import bulla.cfssl.Json;
import bulla.cfssl.SignRequest;
import bulla.pki.Certificate;
import bulla.pki.PrivateKeys;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MultirootcaTest {
  private static final String KEY = "aabbccddeeff11223344556677889900";
  private static final InstantSource CLOCK = InstantSource.system();

  private final Path folder;
  private final Multirootca server;
  private final String base;
  private final String csr;

  MultirootcaTest(@TempDir Path folder) throws Exception {
    this.folder = folder;
    write(
        "auth.json",
        """
        {"signing":{"default":{"expiry":"8760h"},"profiles":{
          "server":{"usages":["signing","key encipherment","server auth"],"expiry":"8760h",
                    "auth_key":"default"},
          "open":{"usages":["server auth"],"expiry":"1h"},
          "named":{"usages":["server auth"],"expiry":"1h","auth_key":"default",
                   "name_whitelist":"^only$"}}},
         "auth_keys":{"default":{"type":"standard","key":"%s"}}}
        """
            .formatted(KEY));
    write(
        "db.json",
        "{\"driver\":\"sqlite3\",\"data_source\":\"%s\"}".formatted(folder.resolve("certs.db")));
    CsrJson json = csr("{\"CN\":\"CARC I101L\",\"hosts\":[]}");
    KeyPair keys = PrivateKeys.generate(json.key());
    write(
        "ca.crt", SelfSigned.authority(json, keys, CLOCK, new SecureRandom()).certificate().pem());
    write("ca.key", PrivateKeys.pem(keys.getPrivate()));
    json = csr("{\"CN\":\"ca01\",\"hosts\":[\"127.0.0.1\"]}");
    keys = PrivateKeys.generate(json.key());
    write(
        "tls.crt",
        SelfSigned.leaf(json, keys, null, CLOCK, new SecureRandom()).certificate().pem());
    write("tls.key", PrivateKeys.pem(keys.getPrivate()));
    Path roots =
        write(
            "roots.conf",
            """
            # the article's issuing CA
            [ carc_i101l ]
            private = file://%1$s/ca.key
            certificate = %1$s/ca.crt
            config = %1$s/auth.json
            dbconfig = '%1$s/db.json'

            [fenced]
            private = file://%1$s/ca.key
            certificate = %1$s/ca.crt
            config = %1$s/auth.json
            nets = 192.0.2.0/24, 2001:db8::/32
            """
                .formatted(folder));
    server = start(roots, null, null);
    base = "http://127.0.0.1:" + server.address().getPort() + "/api/v1/cfssl/";
    csr = CertificateRequests.pem(csr("{\"CN\":\"lab.carcano.corp\"}"), keys);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void tokenOpensTheServerProfileAndTheRowIsKept() throws Exception {
    try (CfsslClient client = client("127.0.0.1:" + server.address().getPort(), null)) {
      String pem = client.authsign(request("server", "carc_i101l"), AuthKey.of(KEY));
      Certificate leaf = Certificate.ofPem(pem);
      assertThat(leaf.subject().oneLine()).isEqualTo("/CN=lab.carcano.corp");
      assertThat(run("sqlite3", folder + "/certs.db", "SELECT serial_number FROM certificates"))
          .isEqualTo(leaf.serial() + "\n");
      assertThat(client.info("", "server").usages())
          .containsExactly("signing", "key encipherment", "server auth");
    }
  }

  @Test
  void authsignAnswersAsTextWithCfsslsEnvelope() throws Exception {
    assertThat(authsign(request("server", ""), KEY))
        .startsWith("200 text/plain; charset=utf-8\n")
        .contains("{\"success\":true,\"result\":{\"certificate\":\"-----BEGIN CERTIFICATE-----\\n")
        .endsWith("\"},\"errors\":[],\"messages\":[]}\n");
  }

  @Test
  void refusalsHaveTheStatusesAndTextsOfTheOriginal() throws Exception {
    assertThat(authsign(request("server", ""), "aabb")).isEqualTo(refusal(400, "invalid token"));
    assertThat(authsign(request("nowhere", ""), KEY)).isEqualTo(refusal(400, "invalid profile"));
    assertThat(authsign(request("server", "nobody"), KEY)).isEqualTo(refusal(400, "bad request"));
    assertThat(authsign(request("server", "fenced"), KEY))
        .isEqualTo(refusal(403, "not authorised"));
    assertThat(authsign(request("open", ""), KEY))
        .isEqualTo(refusal(401, "authorisation required"));
    assertThat(authsign(request("named", ""), KEY)).isEqualTo(refusal(400, "bad request"));
    assertThat(authsign(SignRequest.of(null, "", "server", ""), KEY))
        .isEqualTo(refusal(400, "invalid request"));
    assertThat(curl(base + "authsign")).isEqualTo(refusal(405, "only POST is permitted"));
  }

  @Test
  void malformedBodiesAreRefusedAndNothingElse() throws Exception {
    for (String body : List.of("", "{", "[]", "{\"token\":5}", "{\"request\":\"e30\"}")) {
      assertThat(curl(base + "authsign", "--data-binary", body))
          .as(body)
          .startsWith("400 text/plain; charset=utf-8\n{\"success\":false,\"result\":null");
    }
    Path large = write("large", "x".repeat(300 * 1024));
    assertThat(curl(base + "authsign", "--data-binary", "@" + large)).startsWith("413 ");
  }

  @Test
  void infoIsJsonAndNotFenced() throws Exception {
    assertThat(curl(base + "info", "-d", "{\"label\":\"fenced\",\"profile\":\"nowhere\"}"))
        .startsWith("200 application/json\n{\"success\":true,\"result\":{\"certificate\":\"")
        .contains("-----END CERTIFICATE-----\",\"usages\":null,\"expiry\":\"8760h\"}");
    assertThat(curl(base + "info", "-d", "{\"label\":\"nobody\"}"))
        .isEqualTo(
            "400 text/plain; charset=utf-8\n{\"success\":false,\"result\":null,\"errors\":"
                + "[{\"code\":400,\"message\":\"bad label\"}],\"messages\":[]}\n");
  }

  @Test
  void otherPathsAreNotFound() throws Exception {
    assertThat(curl(base + "sign")).endsWith("404 page not found\n");
    assertThat(curl(base + "info")).contains("Method is not allowed:\\\"GET\\\"");
  }

  @Test
  void metricsCountRequestsByOperationAndSigner() throws Exception {
    authsign(request("server", ""), "aabb");
    assertThat(curl(base.replace("api/v1/cfssl/", "metrics")))
        .contains("requests_total{operation=\"sign\",signer=\"carc_i101l\"} 1.0")
        .contains("requests_errored_total{operation=\"sign\",signer=\"carc_i101l\"} 1.0");
  }

  @Test
  void tlsIsSpokenWhenCertificateAndKeyAreGiven() throws Exception {
    Path tls = folder.resolve("tls.crt");
    try (Multirootca secure = start(folder.resolve("roots.conf"), tls, folder.resolve("tls.key"))) {
      String remote = "https://127.0.0.1:" + secure.address().getPort();
      try (CfsslClient client = client(remote, Files.readString(tls))) {
        assertThat(client.authsign(request("server", ""), AuthKey.of(KEY))).contains("BEGIN");
      }
      assertThat(run("curl", "-s", "--cacert", tls.toString(), remote + "/metrics"))
          .contains("requests_total");
      try (CfsslClient stranger = client(remote, Files.readString(folder.resolve("ca.crt")))) {
        assertThatThrownBy(() -> stranger.info("", "")).isInstanceOf(CfsslException.class);
      }
    }
    assertThatThrownBy(() -> start(folder.resolve("roots.conf"), tls, null))
        .isInstanceOf(RootsException.class)
        .hasMessageContaining("both -tls-cert and -tls-key");
  }

  @Test
  void everythingWrongInTheRootsFileIsToldAtOnce() throws Exception {
    Path roots =
        write(
            "wrong.conf",
            """
            [ one ]
            private = /etc/key
            certificate = %1$s/absent.crt
            nets = 10.0.0.1

            [ two ]
            private = file://%1$s/tls.key
            certificate = %1$s/ca.crt
            config = %1$s/auth.json
            """
                .formatted(folder));
    assertThatThrownBy(() -> start(roots, null, null))
        .isInstanceOf(RootsException.class)
        .message()
        .contains(roots + ":1: section [ one ] lacks \"config\"")
        .contains(roots + ":2: private must be a URL such as file:///")
        .contains(roots + ":3: ")
        .contains("absent.crt cannot be read: no such file")
        .contains(roots + ":4: nets: invalid CIDR address: 10.0.0.1")
        .contains(roots + ":7: the private key is not that of the certificate");
    Path malformed = write("malformed.conf", "[ a-b ]\nno setting\n");
    assertThatThrownBy(() -> RootsFile.read(malformed))
        .message()
        .contains(malformed + ":1: invalid config file")
        .contains(malformed + ":2: invalid config file");
  }

  @Test
  void networksAreMatchedByTheirPrefix() {
    Network net = Network.of("192.0.2.128/25");
    assertThat(net.contains(InetAddress.ofLiteral("192.0.2.129"))).isTrue();
    assertThat(net.contains(InetAddress.ofLiteral("192.0.2.127"))).isFalse();
    assertThat(net.contains(InetAddress.ofLiteral("::1"))).isFalse();
    assertThat(Network.of("::/0").contains(InetAddress.ofLiteral("2001:db8::1"))).isTrue();
    assertThatThrownBy(() -> Network.of("10.0.0.0/33"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private SignRequest request(String profile, String label) {
    return SignRequest.of(null, csr, profile, label);
  }

  private String authsign(SignRequest request, String key) throws Exception {
    byte[] inner = request.toJson().getBytes(UTF_8);
    Path body = write("body", AuthenticatedRequest.of(inner, AuthKey.of(key), 0).toJson());
    return curl(base + "authsign", "--data-binary", "@" + body);
  }

  private static String refusal(int status, String message) {
    return status
        + " text/plain; charset=utf-8\n{\"success\":false,\"result\":null,\"errors\":[{\"code\":1,"
        + "\"message\":\""
        + message
        + "\"}],\"messages\":[]}\n";
  }

  /** Status and content type on one line, then the body. */
  private String curl(String url, String... options) throws Exception {
    Path body = folder.resolve("answer");
    List<String> command =
        new ArrayList<>(
            List.of("curl", "-s", "-o", body.toString(), "-w", "%{http_code} %{content_type}\n"));
    command.addAll(List.of(options));
    command.add(url);
    return run(command.toArray(String[]::new)) + Files.readString(body);
  }

  private Path write(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text);
  }

  private static Multirootca start(Path roots, @Nullable Path certificate, @Nullable Path key)
      throws Exception {
    return Multirootca.start(
        new Multirootca.Options(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            roots,
            "carc_i101l",
            certificate,
            key),
        name -> null,
        CLOCK);
  }

  private static CfsslClient client(String remote, @Nullable String roots) throws Exception {
    return CfsslClient.of(remote, roots, Duration.ofSeconds(10), CLOCK);
  }

  private static CsrJson csr(String json) throws Exception {
    return CsrJson.of(Json.object(json));
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
