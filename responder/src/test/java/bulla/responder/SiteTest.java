package bulla.responder;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.ca.CertDb;
import bulla.ca.CertificateRow;
import bulla.pki.CertId;
import bulla.pki.Certificate;
import bulla.testkit.SettableClock;
import bulla.testkit.TestCa;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The site read by curl, what it gives judged by openssl. */
class SiteTest {
  @TempDir Path folder;

  private final TestCa root = TestCa.root("CARC R100L");
  private final TestCa ca = root.intermediate("CARC I101L");
  private final SettableClock clock = SettableClock.atPresent();
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
  private CertDb db;
  private PlainServer server;

  @BeforeEach
  void start() throws Exception {
    db = CertDb.sqlite(folder.resolve("certdb.db"));
    Site site =
        new Site(
            List.of(
                new SiteAuthority("carc_r100l", root.certificate(), null, null),
                new SiteAuthority("carc_i101l", ca.certificate(), ca.key(), db)),
            clock,
            blocking);
    server = PlainServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), site);
  }

  @AfterEach
  void stop() {
    server.close();
    db.close();
    blocking.close();
  }

  @Test
  void theArticlesReaderPipesTheCertificateIntoOpenssl() throws Exception {
    Path file = fetch("/carc_i101l/ca.crt");
    assertThat(Tools.run("openssl", "x509", "-subject", "-in", file.toString()))
        .contains("CN = CARC I101L")
        .contains("-----BEGIN CERTIFICATE-----");
    assertThat(Certificate.ofPem(Files.readString(file))).isEqualTo(ca.certificate());
    assertThat(head("/carc_i101l/ca.crt")).contains("Content-Type: application/x-x509-ca-cert\r\n");
  }

  @Test
  void theListOfACaThatRevokedNothingIsEmptyAndVerifies() throws Exception {
    String text = crl();
    assertThat(text).contains("verify OK").contains("No Revoked Certificates");
    assertThat(text).contains("X509v3 CRL Number").contains("X509v3 Authority Key Identifier");
    assertThat(head("/carc_i101l/crl")).contains("Content-Type: application/pkix-crl\r\n");
  }

  @Test
  void aRevocationIsInTheListWithinASecondUnderAHigherNumber() throws Exception {
    long before = number(crl());
    insert(17, Instant.now().plus(Duration.ofDays(9)));
    db.revoke("17", identifier(), 1, clock.instant(), null);
    clock.advance(Duration.ofSeconds(1));
    String text = crl();
    assertThat(text).contains("Serial Number: 11").contains("Key Compromise");
    assertThat(number(text)).isGreaterThan(before);
  }

  @Test
  void aListStaysTheSameUntilHalfOfItsLife() throws Exception {
    long first = number(crl());
    clock.advance(Duration.ofDays(3));
    assertThat(number(crl())).isEqualTo(first);
    clock.advance(Duration.ofDays(1));
    assertThat(number(crl())).isGreaterThan(first);
  }

  @Test
  void aClientThatHasTheListIsToldSo() throws Exception {
    String tag = head("/carc_i101l/crl").replaceAll("(?s).*ETag: (\"[0-9]+\").*", "$1");
    assertThat(Tools.curl("-H", "If-None-Match: " + tag, url("/carc_i101l/crl")))
        .startsWith("HTTP/1.1 304 Not Modified");
  }

  @Test
  void theStatementAndTheIndexNameTheAuthorities() throws Exception {
    assertThat(Tools.curl(url("/carc_i101l/cps.html")))
        .contains("Content-Type: text/html; charset=utf-8\r\n")
        .contains("<!DOCTYPE html>")
        .contains("CN=CARC I101L")
        .contains("CN=CARC R100L");
    assertThat(Tools.curl(url("/")))
        .contains("href=\"/carc_i101l/crl\"")
        .contains("href=\"/carc_r100l/ca.crt\"");
  }

  @Test
  void whatIsNotThereIsNotFound() throws Exception {
    for (String path :
        List.of(
            "/carc_i101l", "/carc_i101l/", "/nobody/crl", "/carc_i101l/key", "/carc_r100l/crl")) {
      assertThat(head(path)).as(path).startsWith("HTTP/1.1 404 Not Found");
    }
    assertThat(Tools.curl("-d", "x", url("/"))).startsWith("HTTP/1.1 405 Method Not Allowed");
  }

  private void insert(long serial, Instant expiry) throws Exception {
    db.insert(
        new CertificateRow(
            Long.toString(serial),
            identifier(),
            "carc_i101l",
            "good",
            0,
            expiry,
            null,
            "pem",
            null,
            null,
            "null",
            "[]",
            ""),
        null);
  }

  private String identifier() {
    return HexFormat.of()
        .formatHex(CertId.of(ca.certificate(), ca.certificate(), CertId.Hash.SHA1).issuerKeyHash());
  }

  private String crl() throws Exception {
    Path issuer = folder.resolve("issuer.pem");
    Files.writeString(issuer, ca.certificate().pem());
    return Tools.run(
        "openssl",
        "crl",
        "-inform",
        "DER",
        "-in",
        fetch("/carc_i101l/crl").toString(),
        "-noout",
        "-text",
        "-CAfile",
        issuer.toString());
  }

  private static long number(String text) {
    String hex = text.replaceAll("(?s).*CRL Number:\\s*\\n\\s*(?:0x)?([0-9A-Fa-f]+).*", "$1");
    return Long.parseLong(hex, text.contains("0x" + hex) ? 16 : 10);
  }

  private Path fetch(String path) throws Exception {
    Path file = folder.resolve("fetched");
    Tools.run("curl", "-sS", "--noproxy", "*", "-o", file.toString(), url(path));
    return file;
  }

  private String head(String path) throws Exception {
    return Tools.curl("-I", url(path));
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.address().getPort() + path;
  }
}
