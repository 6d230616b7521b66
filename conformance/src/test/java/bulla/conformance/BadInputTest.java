package bulla.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Bad input of each kind: one clear sentence, an exit code that is not zero, no stack trace. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {
  private Path folder;
  private OpensslPki pki;

  @BeforeAll
  void makeKeys(@TempDir Path temporary) throws IOException, InterruptedException {
    folder = temporary;
    Path keys = Files.createDirectory(folder.resolve("pki"));
    pki = new OpensslPki(keys, "http://127.0.0.1:1/");
    pki.makeAuthorities();
    pki.server("default", "default.corp");
    pki.server("server", "lab.carcano.corp");
  }

  @Test
  void aConfigurationFileThatIsNotThere() throws Exception {
    Shell.Result result = httpd("-t", "-f", folder.resolve("nowhere.conf").toString());
    refused(result);
    assertThat(result.err()).contains("nowhere.conf").contains("No such file or directory");
  }

  @Test
  void aDirectiveThatIsNotKnown() throws Exception {
    Path configuration = configuration("unknown", "DocumentRoot", "DocumentRooot");
    Shell.Result result = httpd("-t", "-f", configuration.toString());
    refused(result);
    assertThat(result.err())
        .containsPattern("AH00526: Syntax error on line \\d+ of " + configuration + ":\n")
        .contains(
            "Invalid command 'DocumentRooot', perhaps misspelled or defined by a module not"
                + " included in the server configuration")
        .contains("DocumentRoot");
  }

  @Test
  void allErrorsOfAConfigurationAtOnce() throws Exception {
    Path configuration = configuration("several", "LogLevel notice", "LogLevel loud\nBogus on");
    Shell.Result result = httpd("-t", "-f", configuration.toString());
    refused(result);
    assertThat(result.err()).contains("Log level keyword must be one of").contains("'Bogus'");
  }

  @Test
  void aKeyThatIsNotTheCertificates() throws Exception {
    Path configuration = configuration("mismatch", "server.key", "default.key");
    Shell.Result result = httpd("-DFOREGROUND", "-f", configuration.toString());
    refused(result);
    assertThat(result.err() + log(configuration))
        .contains("AH02565: Certificate and private key lab.carcano.corp:443:0 from")
        .contains("do not match");
  }

  @Test
  void aCertificateThatIsNotThere() throws Exception {
    Path configuration = configuration("missing", "server.crt", "nowhere.crt");
    Shell.Result result = httpd("-t", "-f", configuration.toString());
    refused(result);
    assertThat(result.err()).contains("SSLCertificateFile").contains("nowhere.crt");
  }

  @Test
  void aTrustFileThatHoldsNoCertificate() throws Exception {
    Path configuration = configuration("trust", "SSLCACertificateFile @PKI@/trust", "");
    Path empty = folder.resolve("no-trust");
    Files.writeString(empty, "subject=nothing\n");
    Files.writeString(
        configuration,
        Files.readString(configuration)
            .replaceAll("SSLCACertificateFile .*", "SSLCACertificateFile " + empty));
    Shell.Result result = httpd("-DFOREGROUND", "-f", configuration.toString());
    refused(result);
    assertThat(result.err() + log(configuration)).contains("no-trust");
  }

  @Test
  void aPortThatIsInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path home = Files.createDirectory(folder.resolve("port"));
      Path configuration = ArticleHost.write(home, pki, taken.getLocalPort());
      Shell.Result result = httpd("-DFOREGROUND", "-f", configuration.toString());
      refused(result);
      assertThat(result.err())
          .contains(
              "(98)Address already in use: AH00072: make_sock: could not bind to address"
                  + " 127.0.0.1:"
                  + taken.getLocalPort())
          .contains("no listening sockets available, shutting down");
    }
  }

  @Test
  void aManifestThatIsNoJson() throws Exception {
    Path home = Files.createDirectory(folder.resolve("certmgr"));
    Path manifests = Files.createDirectory(home.resolve("conf.d"));
    Files.writeString(manifests.resolve("www.json"), "{\"service\": \"httpd\",\n \"action\" }");
    Path settings = home.resolve("certmgr.yaml");
    Files.writeString(settings, "dir: " + manifests + "\ndefault_remote: https://127.0.0.1:1\n");
    Shell.Result result = Shell.run(Shell.bulla("certmgr", "-f", settings.toString(), "check"));
    refused(result);
    assertThat(result.err()).contains("www.json").containsPattern("(:2|line 2)");
  }

  @Test
  void aRootsFileThatIsNotThere() throws Exception {
    Shell.Result result =
        Shell.run(
            Shell.bulla(
                "multirootca", "-a", "127.0.0.1:0", "-roots", folder.resolve("none").toString()));
    refused(result);
    assertThat(result.err()).contains("none");
  }

  private Path configuration(String name, String what, String instead) throws IOException {
    Path home = Files.createDirectory(folder.resolve(name));
    Path configuration = ArticleHost.write(home, pki, WebServer.freePort());
    Files.writeString(configuration, Files.readString(configuration).replace(what, instead));
    return configuration;
  }

  /** The error logs, where httpd tells what went wrong at its start. */
  private static String log(Path configuration) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String name : new String[] {"error_log", "ssl_error_log", "error.log"}) {
      Path file = configuration.resolveSibling("logs").resolve(name);
      text.append(Files.exists(file) ? Files.readString(file) : "");
    }
    return text.toString();
  }

  private static Shell.Result httpd(String... arguments) throws IOException, InterruptedException {
    String[] words = new String[arguments.length + 1];
    words[0] = "httpd";
    System.arraycopy(arguments, 0, words, 1, arguments.length);
    return Shell.run(Shell.bulla(words));
  }

  private static void refused(Shell.Result result) {
    assertThat(result.code()).as(result.all()).isNotZero();
    assertThat(result.all()).doesNotContain("\tat ").doesNotContain("Exception");
    assertThat(result.err()).isNotBlank();
  }
}
