package bulla.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A browser at the article's restricted path, with a certificate and without. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserTest {
  private static final String RESTRICTED = "/restricted/";

  private Path folder;
  private OpensslPki pki;
  private OpensslResponder responder;
  private WebServer server;

  @BeforeAll
  void startTheServer(@TempDir Path temporary) throws IOException, InterruptedException {
    for (String program : Browser.PROGRAMS) {
      assumeTrue(Shell.installed(program), program + " is not installed: no browser was tried");
    }
    assumeTrue(
        Browser.canHavePolicies(),
        "this machine lets nobody mount: Chromium cannot be told which certificate to choose");
    folder = temporary;
    // A server that was started as root reads the documents as another user.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path keys = Files.createDirectory(folder.resolve("pki"));
    responder = new OpensslResponder(keys);
    pki = new OpensslPki(keys, responder.url());
    ArticleHost.certificates(pki);
    server = start("httpd", "");
  }

  /** Starts a server whose article's host has some lines more, with more modules. */
  private WebServer start(String name, String more, String... modules)
      throws IOException, InterruptedException {
    int port = WebServer.freePort();
    Path home = Files.createDirectory(folder.resolve(name));
    Path configuration = ArticleHost.write(home, pki, port);
    Files.writeString(
        configuration,
        String.join("", modules)
            + Files.readString(configuration)
                .replace("SSLUseStapling on\n", "SSLUseStapling on\n" + more));
    Files.writeString(
        home.resolve("www/restricted/index.html"),
        """
        <!DOCTYPE html>
        <title>Restricted</title>
        <body style="font-family: sans-serif; margin: 2em">
        <h1>Welcome, partner</h1>
        <p>This is a sensitive document.</p>
        """);
    return WebServer.start(WebServer.Kind.BULLA, configuration, port);
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

  @Test
  void itsCertificateOpensTheRestrictedPath() throws Exception {
    Browser browser = browser("good");
    assertThat(browser.document(server.port(), RESTRICTED))
        .contains("This is a sensitive document");
    Path picture = Path.of("target", "restricted.png").toAbsolutePath();
    Files.deleteIfExists(picture);
    browser.picture(server.port(), RESTRICTED, picture);
    assertThat(Files.readAllBytes(picture)).startsWith(0x89, 'P', 'N', 'G');
  }

  @Test
  void withoutACertificateItGetsAPageThatSaysWhatToDoAndAsksOnce() throws Exception {
    Browser browser = browser("");
    WebServer.Log access = server.log("logs/access.log");
    WebServer.Log error = server.log("logs/error.log");
    assertThat(browser.document(server.port(), RESTRICTED))
        .contains("403 Forbidden", "This page needs a client certificate");
    assertThat(access.await("GET /restricted/ HTTP/1.1\" 403 .*\n").split("GET /restricted/", -1))
        .hasSize(2);
    assertThat(error.await("AH02263"))
        .contains("AH02263: Re-negotiation handshake failed: Client certificate missing");
    assertThat(browser.document(server.port(), "/")).contains("WWW.LAB.CARCANO.CORP");
  }

  @Test
  void aRevokedCertificateOpensThePublicPathsAlone() throws Exception {
    Browser browser = browser("revoked");
    WebServer.Log error = server.log("logs/error.log");
    assertThat(browser.document(server.port(), "/")).contains("WWW.LAB.CARCANO.CORP");
    assertThat(browser.document(server.port(), RESTRICTED))
        .contains("Your client certificate was refused: certificate revoked.");
    assertThat(error.await("AH02262"))
        .contains("AH02262: Re-negotiation handshake failed: Client verification failed");
  }

  @Test
  void anotherOrganisationsCertificateIsRefusedByTheRule() throws Exception {
    WebServer.Log error = server.log("logs/error.log");
    assertThat(browser("other").document(server.port(), RESTRICTED)).contains("403 Forbidden");
    assertThat(error.await("AH01630")).contains("AH01630: client denied by server configuration");
  }

  @Test
  void onTls12ItIsAskedByARenegotiation() throws Exception {
    WebServer older = start("older", "SSLProtocol TLSv1.2\nBullaHandshakeRequest off\n");
    try {
      Browser browser = browser("good");
      assertThat(browser.document(older.port(), "/")).contains("WWW.LAB.CARCANO.CORP");
      assertThat(browser.document(older.port(), RESTRICTED))
          .contains("This is a sensitive document");
    } finally {
      older.stop();
    }
  }

  @Test
  void overHttp2TheCertificateOfTheHandshakeIsUsed() throws Exception {
    WebServer newer =
        start(
            "newer",
            "Protocols h2 http/1.1\n",
            "LoadModule http2_module /usr/lib/apache2/modules/mod_http2.so\n");
    try {
      WebServer.Log access = newer.log("logs/access.log");
      assertThat(browser("good").document(newer.port(), RESTRICTED))
          .contains("This is a sensitive document");
      assertThat(access.await("GET /restricted/ HTTP/2.0\" 200"))
          .contains("GET /restricted/ HTTP/2.0\" 200");
      assertThat(browser("").document(newer.port(), RESTRICTED))
          .contains("This page needs a client certificate");
      assertThat(access.await("GET /restricted/ HTTP/2.0\" 403"))
          .contains("GET /restricted/ HTTP/2.0\" 403");
    } finally {
      newer.stop();
    }
  }

  /** A browser that trusts the article's root and has one certificate, or none. */
  private Browser browser(String certificate) throws Exception {
    Browser browser = new Browser(Files.createTempDirectory(folder, "browser"));
    browser.trust(pki.file("root.crt"));
    // The article's host does not send its intermediate.
    browser.trust(pki.file("ca.crt"));
    if (!certificate.isEmpty()) {
      browser.own(pki.file(certificate + ".crt"), pki.file(certificate + ".key"));
    }
    return browser;
  }
}
