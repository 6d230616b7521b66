package bulla.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each kind of client sees and what the logs say of it, row by row, on TLS 1.3 and 1.2. The
 * same rows are held against Bulla and against the original, so that a wrong row cannot stay.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ArticleTable {

  /**
   * One row.
   *
   * @param client the client's certificate, empty for none
   * @param path what is asked for
   * @param seen13 what curl prints on TLS 1.3
   * @param seen12 the same on TLS 1.2
   * @param access what the host's access log holds, a regular expression
   * @param error13 what the host's error log holds on TLS 1.3, regular expressions
   * @param error12 the same on TLS 1.2
   * @param main what the default host's error log holds
   */
  record Row(
      String name,
      String client,
      String path,
      String seen13,
      String seen12,
      String access,
      List<String> error13,
      List<String> error12,
      List<String> main) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final String SENSITIVE = "/restricted/sensitive.txt";

  /** 199 bytes up to 2.4.63, 239 from 2.4.71. */
  private static final String REFUSED = "\" 403 (199|239) \"-\" \"curl/";

  /** 229 with the reference, where somebody sees the page. */
  private static final String REFUSED_BY_A_PAGE = "\" 403 (199|239|229) \"-\" \"curl/";

  private static final String VERIFICATION_13 =
      "\\[ssl:error\\] \\[pid \\d+:tid \\d+\\] \\[client 127.0.0.1:\\d+\\] AH02262: Re-negotiation"
          + " handshake failed: Client verification failed\n";
  private static final String HANDSHAKE_12 =
      "\\[ssl:error\\] \\[pid \\d+:tid \\d+\\] \\[client 127.0.0.1:\\d+\\] AH02261: Re-negotiation"
          + " handshake failed\n";
  private static final String LIBRARY_12 =
      "\\[ssl:error\\] \\[pid \\d+:tid \\d+\\] SSL Library Error: error:0A000086:SSL"
          + " routines::certificate verify failed\n";

  static List<Row> rows() {
    return List.of(
        new Row(
            "the index without a certificate",
            "",
            "/",
            "<H1>WWW.LAB.CARCANO.CORP</H1>",
            "<H1>WWW.LAB.CARCANO.CORP</H1>",
            "\" 200 30 \"-\" \"curl/",
            List.of(),
            List.of(),
            List.of()),
        new Row(
            "the document without a certificate",
            "",
            SENSITIVE,
            "error:0A00045C:SSL routines::tlsv13 alert certificate required",
            "error:0A000410:SSL routines::sslv3 alert handshake failure",
            REFUSED,
            List.of("AH02263: Re-negotiation handshake failed: Client certificate missing\n"),
            List.of(
                HANDSHAKE_12,
                "SSL Library Error: error:0A0000C7:SSL routines::peer did not return a certificate"
                    + " -- No CAs known to server for verification\\?\n"),
            List.of()),
        new Row(
            "a good certificate of the right organisation",
            "good",
            SENSITIVE,
            "This is a sensitive document",
            "This is a sensitive document",
            "\" 200 29 \"-\" \"curl/",
            List.of(),
            List.of(),
            List.of()),
        new Row(
            "a good certificate of another organisation",
            "other",
            SENSITIVE,
            "<title>403 Forbidden</title>",
            "<title>403 Forbidden</title>",
            REFUSED_BY_A_PAGE,
            List.of(
                "\\[authz_core:error\\] \\[pid \\d+:tid \\d+\\] \\[client 127.0.0.1:\\d+\\]"
                    + " AH01630: client denied by server configuration:"
                    + " .*/www/restricted/sensitive.txt\n"),
            List.of("AH01630: client denied by server configuration: .*/sensitive.txt\n"),
            List.of()),
        new Row(
            "a revoked certificate",
            "revoked",
            SENSITIVE,
            "error:0A000414:SSL routines::sslv3 alert certificate revoked",
            "error:0A000414:SSL routines::sslv3 alert certificate revoked",
            REFUSED,
            List.of(VERIFICATION_13),
            List.of(HANDSHAKE_12, LIBRARY_12),
            List.of(
                "\\[ssl:error\\] \\[pid \\d+:tid \\d+\\] \\[client 127.0.0.1:\\d+\\] AH03239: OCSP"
                    + " validation completed, certificate status: revoked \\(1, 4\\) \\[subject:"
                    + " CN=revoked,O=Big Partner Foo SA,C=CH / issuer: CN=CARC I101L,O=Carcano"
                    + " SA,C=CH / serial: [0-9A-F]+ / notbefore: \\w{3} [ 0-9]\\d"
                    + " \\d\\d:\\d\\d:\\d\\d \\d{4} GMT / notafter: [^\\]]+ GMT\\]\n",
                "\\[client 127.0.0.1:\\d+\\] AH02039: Certificate Verification: Error \\(23\\):"
                    + " certificate revoked\n")),
        new Row(
            "a certificate that the responder does not know",
            "unheard",
            SENSITIVE,
            "error:0A000410:SSL routines::sslv3 alert handshake failure",
            "error:0A000410:SSL routines::sslv3 alert handshake failure",
            REFUSED,
            List.of(VERIFICATION_13),
            List.of(HANDSHAKE_12, LIBRARY_12),
            List.of(
                "AH03239: OCSP validation completed, certificate status: unknown \\(2, -1\\)"
                    + " \\[subject: CN=unheard,",
                "AH02039: Certificate Verification: Error \\(50\\): application verification"
                    + " failure\n")),
        new Row(
            "a certificate whose responder is down",
            "down",
            SENSITIVE,
            "error:0A000410:SSL routines::sslv3 alert handshake failure",
            "error:0A000410:SSL routines::sslv3 alert handshake failure",
            REFUSED,
            List.of(VERIFICATION_13),
            List.of(HANDSHAKE_12, LIBRARY_12),
            List.of(
                "\\(111\\)Connection refused: \\[client 127.0.0.1:\\d+\\] AH01974: could not"
                    + " connect to OCSP responder '127.0.0.1:1'\n",
                "AH02039: Certificate Verification: Error \\(50\\): application verification"
                    + " failure\n")),
        new Row(
            "a certificate without an OCSP URL",
            "silent",
            SENSITIVE,
            "error:0A000410:SSL routines::sslv3 alert handshake failure",
            "error:0A000410:SSL routines::sslv3 alert handshake failure",
            REFUSED,
            List.of(VERIFICATION_13),
            List.of(HANDSHAKE_12, LIBRARY_12),
            List.of(
                "AH02039: Certificate Verification: Error \\(50\\): application verification"
                    + " failure\n")),
        new Row(
            "an expired certificate",
            "expired",
            SENSITIVE,
            "error:0A000415:SSL routines::sslv3 alert certificate expired",
            "error:0A000415:SSL routines::sslv3 alert certificate expired",
            REFUSED,
            List.of(VERIFICATION_13),
            List.of(HANDSHAKE_12, LIBRARY_12),
            List.of(
                "AH02039: Certificate Verification: Error \\(10\\): certificate has expired\n")),
        new Row(
            "a certificate of a CA that is not trusted",
            "foreign",
            SENSITIVE,
            "error:0A000418:SSL routines::tlsv1 alert unknown ca",
            "error:0A000418:SSL routines::tlsv1 alert unknown ca",
            REFUSED,
            List.of(VERIFICATION_13),
            List.of(HANDSHAKE_12, LIBRARY_12),
            List.of(
                "AH02039: Certificate Verification: Error \\(20\\): unable to get local issuer"
                    + " certificate\n")));
  }

  private final WebServer.Kind kind;
  private OpensslPki pki;
  private OpensslResponder responder;
  private WebServer server;

  ArticleTable(WebServer.Kind kind) {
    this.kind = kind;
  }

  @BeforeAll
  void startTheServer(@TempDir Path folder) throws IOException, InterruptedException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path keys = Files.createDirectory(folder.resolve("pki"));
    responder = new OpensslResponder(keys);
    pki = new OpensslPki(keys, responder.url());
    ArticleHost.certificates(pki);
    pki.client("unheard", "ca", "Big Partner Foo SA", responder.url(), 365);
    pki.client("down", "ca", "Big Partner Foo SA", "http://127.0.0.1:1/", 365);
    pki.client("silent", "ca", "Big Partner Foo SA", "", 365);
    pki.client("expired", "ca", "Big Partner Foo SA", responder.url(), -1);
    pki.client("foreign", "stranger", "Big Partner Foo SA", responder.url(), 365);
    int port = WebServer.freePort();
    Path home = Files.createDirectory(folder.resolve("httpd"));
    server = WebServer.start(kind, ArticleHost.write(home, pki, port), port);
  }

  @AfterAll
  void stopTheServer() throws InterruptedException {
    if (server != null) {
      server.stop();
    }
    if (responder != null) {
      responder.close();
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void onTls13(Row row) throws IOException, InterruptedException {
    hold(row, "1.3", row.seen13(), row.error13());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void onTls12(Row row) throws IOException, InterruptedException {
    hold(row, "1.2", row.seen12(), row.error12());
  }

  private void hold(Row row, String tls, String seen, List<String> errors)
      throws IOException, InterruptedException {
    WebServer.Log access = server.log("logs/access.log");
    WebServer.Log error = server.log("logs/error.log");
    WebServer.Log main = server.log("logs/ssl_error_log");
    List<String> curl =
        new ArrayList<>(
            List.of(
                "curl",
                "-sS",
                "--max-time",
                "20",
                "--tlsv" + tls,
                "--tls-max",
                tls,
                "--cacert",
                pki.file("trust").toString(),
                "--resolve",
                "www.lab.carcano.corp:" + server.port() + ":127.0.0.1"));
    if (!row.client().isEmpty()) {
      curl.addAll(
          List.of(
              "--cert", pki.file(row.client() + ".crt").toString(),
              "--key", pki.file(row.client() + ".key").toString()));
    }
    curl.add("https://www.lab.carcano.corp:" + server.port() + row.path());

    assertThat(Shell.run(curl).all()).as("what the client sees").contains(seen);

    assertThat(access.await(row.access())).as("access log").containsPattern(row.access());
    holdLog("error log of the host", error, errors);
    holdLog("error log of the default host", main, row.main());
  }

  private static void holdLog(String name, WebServer.Log log, List<String> patterns)
      throws IOException, InterruptedException {
    if (patterns.isEmpty()) {
      assertThat(log.text()).as(name).doesNotContain(":error]");
    }
    for (String pattern : patterns) {
      assertThat(log.await(pattern)).as(name).containsPattern(pattern);
    }
  }
}
