package bulla.responder;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.ca.CertDb;
import bulla.ca.CertificateRow;
import bulla.ca.OcspRow;
import bulla.ca.OcspSigner;
import bulla.pki.CertId;
import bulla.pki.CertStatus;
import bulla.pki.Certificate;
import bulla.pki.OcspRequest;
import bulla.testkit.Issued;
import bulla.testkit.TestCa;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The responder asked by openssl and curl. */
class OcspResponderTest {
  @TempDir Path folder;

  private final TestCa ca = TestCa.root("CARC I101L");
  private final Issued signer = ca.ocspSigner("CARC I101L OCSP");
  private final Certificate leaf = ca.issue("www.lab.carcano.corp").make().certificate();
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
  private CertDb db;
  private OcspSigner ocsp;
  private PlainServer server;

  @BeforeEach
  void start() throws Exception {
    Files.writeString(folder.resolve("ca.pem"), ca.certificate().pem());
    Files.writeString(folder.resolve("leaf.pem"), leaf.pem());
    db = CertDb.sqlite(folder.resolve("certdb.db"));
    ocsp =
        new OcspSigner(
            ca.certificate(), signer.certificate(), signer.key(), OcspSigner.DEFAULT_INTERVAL);
    server = serve("/", new CertDbSource(db));
  }

  @AfterEach
  void stop() {
    server.close();
    db.close();
    blocking.close();
  }

  @Test
  void anAnswerIsThereTheMomentItIsWrittenAndChangesTheMomentItIsRevoked() throws Exception {
    assertThat(openssl()).contains("Responder Error: unauthorized (6)");
    write(new CertStatus.Good());
    assertThat(openssl()).contains("leaf.pem: good").contains("Response verify OK");
    write(new CertStatus.Revoked(Instant.now(), 1));
    assertThat(openssl()).contains("leaf.pem: revoked").contains("keyCompromise");
  }

  @Test
  void aGetIsAnsweredWithTheHeadersOfCfssl() throws Exception {
    write(new CertStatus.Good());
    String answer = Tools.curl(url(request()));
    assertThat(answer)
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("Content-Type: application/ocsp-response\r\n")
        .containsPattern(
            "Cache-Control: max-age=3[0-9]{5}, public, no-transform, must-revalidate\r\n")
        .containsPattern("Last-Modified: [A-Z][a-z]{2}, .* [0-9:]{8} UTC\r\n")
        .containsPattern("Expires: .* UTC\r\n")
        .containsPattern("Etag: \"[0-9A-F]{64}\"\r\n");
    String tag = answer.replaceAll("(?s).*Etag: (\"[0-9A-F]+\").*", "$1");
    assertThat(Tools.curl("-H", "If-None-Match: " + tag, url(request())))
        .startsWith("HTTP/1.1 304 Not Modified\r\n");
  }

  @Test
  void everyEscapingOfAGetMeansTheSame() throws Exception {
    write(new CertStatus.Good());
    String base64 = Base64.getEncoder().encodeToString(request());
    for (String path :
        List.of(
            base64,
            "/" + base64,
            base64.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D"),
            base64.replace("+", "%20"))) {
      assertThat(Tools.curl("--path-as-is", base() + "/" + path))
          .as(path)
          .startsWith("HTTP/1.1 200 OK")
          .contains("Etag:");
    }
  }

  @Test
  void refusalsAreThoseOfCfssl() throws Exception {
    assertThat(Tools.curl(url(request())))
        .startsWith("HTTP/1.1 200 OK")
        .contains("Cache-Control: max-age=0, no-cache\r\n")
        .endsWith("\r\n\r\n0\u0003\n\u0001\u0006");
    assertThat(Tools.curl(base() + "/AAAA"))
        .startsWith("HTTP/1.1 400 Bad Request")
        .endsWith("\r\n\r\n0\u0003\n\u0001\u0001");
    assertThat(Tools.curl(base() + "/not-base64"))
        .startsWith("HTTP/1.1 400 Bad Request")
        .contains("Content-Length: 0\r\n");
    assertThat(Tools.curl("-d", "junk", base()))
        .startsWith("HTTP/1.1 400 Bad Request")
        .endsWith("\r\n\r\n0\u0003\n\u0001\u0001");
    assertThat(Tools.curl("-I", base())).startsWith("HTTP/1.1 405 Method Not Allowed");
    assertThat(Tools.curl("-X", "PUT", base())).startsWith("HTTP/1.1 405 Method Not Allowed");
  }

  @Test
  void aBodyBeyondTheLimitIsRefused() throws Exception {
    Path large = folder.resolve("large");
    Files.write(large, new byte[200_000]);
    assertThat(Tools.curl("-H", "Expect:", "--data-binary", "@" + large, base()))
        .contains("413 Content Too Large");
  }

  @Test
  void anAnswerPastItsNextUpdateIsServedWithoutAnAge() throws Exception {
    write(new CertStatus.Good(), Instant.now().minus(Duration.ofDays(30)));
    assertThat(Tools.curl(url(request())))
        .startsWith("HTTP/1.1 200 OK")
        .contains("Cache-Control: max-age=0, public, no-transform, must-revalidate\r\n");
  }

  @Test
  void aRowThatIsNoAnswerIsAnInternalError() throws Exception {
    db.insert(row(), new OcspRow(serial(), identifier(), new byte[] {1, 2, 3}, Instant.now()));
    assertThat(Tools.curl(url(request())))
        .startsWith("HTTP/1.1 200 OK")
        .endsWith("\r\n\r\n0\u0003\n\u0001\u0002");
  }

  @Test
  void aSha256QuestionIsAnsweredWhereTheSignerIsAtHand() throws Exception {
    write(new CertStatus.Good());
    try (PlainServer signing =
        serve("/", new SigningSource(db, ca.certificate(), ocsp, InstantSource.system()))) {
      String url = "http://127.0.0.1:" + signing.address().getPort();
      assertThat(openssl(url, "-sha256")).contains("leaf.pem: good").contains("verify OK");
      assertThat(openssl(url, "-sha1")).contains("leaf.pem: good").contains("verify OK");
    }
  }

  @Test
  void aFileOfAnswersIsServedAndItsBrokenEntriesArePassedOver() throws Exception {
    byte[] der = ocsp.sign(leaf, new CertStatus.Good(), CertId.Hash.SHA1, Instant.now()).der();
    Path file = folder.resolve("responses");
    Files.writeString(file, "AAAA\n!!\n" + Base64.getEncoder().encodeToString(der) + "\n");
    try (PlainServer other = serve("/ocsp", ResponsesFile.read(file))) {
      String url = "http://127.0.0.1:" + other.address().getPort() + "/ocsp";
      assertThat(openssl(url, "-sha1")).contains("leaf.pem: good");
      assertThat(Tools.curl("http://127.0.0.1:" + other.address().getPort() + "/elsewhere"))
          .startsWith("HTTP/1.1 404 Not Found");
    }
  }

  private PlainServer serve(String path, OcspSource source) throws Exception {
    return PlainServer.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        new OcspResponder(path, source, InstantSource.system(), blocking, null));
  }

  private void write(CertStatus status) throws Exception {
    write(status, Instant.now());
  }

  private void write(CertStatus status, Instant at) throws Exception {
    byte[] der = ocsp.sign(leaf, status, CertId.Hash.SHA1, at).der();
    OcspRow answer = new OcspRow(serial(), identifier(), der, at.plus(Duration.ofDays(4)));
    if (db.certificate(serial(), identifier()).isEmpty()) {
      db.insert(row(), answer);
    } else {
      db.upsert(answer);
    }
  }

  private CertificateRow row() {
    return new CertificateRow(
        serial(),
        identifier(),
        "carc_i101l",
        "good",
        0,
        leaf.notAfter(),
        null,
        leaf.pem(),
        leaf.notBefore(),
        leaf.notBefore(),
        "null",
        "[]",
        "www.lab.carcano.corp");
  }

  private String serial() {
    return leaf.serial().toString();
  }

  private String identifier() {
    return HexFormat.of()
        .formatHex(CertId.of(leaf, ca.certificate(), CertId.Hash.SHA1).issuerKeyHash());
  }

  private byte[] request() {
    CertId id = CertId.of(leaf, ca.certificate(), CertId.Hash.SHA1);
    return OcspRequest.of(List.of(id), null).der();
  }

  private String base() {
    return "http://127.0.0.1:" + server.address().getPort();
  }

  private String url(byte[] request) {
    return base()
        + "/"
        + Base64.getEncoder()
            .encodeToString(request)
            .replace("+", "%2B")
            .replace("/", "%2F")
            .replace("=", "%3D");
  }

  private String openssl() throws Exception {
    return openssl(base(), "-sha1");
  }

  private String openssl(String url, String hash) throws Exception {
    return Tools.run(
        "openssl",
        "ocsp",
        "-issuer",
        folder.resolve("ca.pem").toString(),
        hash,
        "-cert",
        folder.resolve("leaf.pem").toString(),
        "-CAfile",
        folder.resolve("ca.pem").toString(),
        "-url",
        url);
  }
}
