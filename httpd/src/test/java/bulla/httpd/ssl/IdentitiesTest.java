package bulla.httpd.ssl;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.pki.KeyRequest;
import bulla.testkit.CertificateMaker;
import bulla.testkit.Issued;
import bulla.testkit.OcspBehaviour;
import bulla.testkit.OcspFake;
import bulla.testkit.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which host, certificate, chain and staple a client is shown. */
class IdentitiesTest {
  @TempDir Path root;

  private final TestCa anchor = TestCa.root("Root");
  private final TestCa issuing = anchor.intermediate("Issuing");
  private final OcspFake responder =
      OcspFake.start(issuing, InstantSource.system(), new OcspBehaviour.Good());
  private @Nullable SslServer running;

  @BeforeEach
  void writeFiles() throws IOException {
    Files.createDirectories(root.resolve("www"));
    Files.writeString(root.resolve("issuing.crt"), issuing.certificate().pem());
    Files.writeString(root.resolve("root.crt"), anchor.certificate().pem());
  }

  @AfterEach
  void stop() {
    if (running != null) {
      running.close();
    }
    responder.close();
  }

  private Issued issue(String name, CertificateMaker maker) throws IOException {
    Issued made = maker.ocspUrl(responder.url()).make();
    made.writeTo(root, name);
    return made;
  }

  private SslServer start(String configuration) throws Exception {
    SslServer server =
        new SslServer(
            root, "ServerName main.lab\nListen 443\nSSLStaplingCache shmcb:s\n" + configuration);
    running = server;
    server.start();
    return server;
  }

  private static String client(SslServer server, String name, String... options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of("openssl", "s_client", "-connect", "127.0.0.1:" + server.port(), "-ign_eof"));
    command.addAll(name.isEmpty() ? List.of("-noservername") : List.of("-servername", name));
    command.addAll(List.of(options));
    return Command.run("GET / HTTP/1.0\r\n\r\n", command).output();
  }

  @ParameterizedTest
  @CsvSource({
    "-tls1_3 -sigalgs RSA-PSS+SHA256, rsa",
    "-tls1_3 -sigalgs ECDSA+SHA256, ec",
    "-tls1_2 -cipher ECDHE-RSA-AES256-GCM-SHA384, rsa",
    "-tls1_2 -cipher ECDHE-ECDSA-AES256-GCM-SHA384, ec",
  })
  void theClientsAlgorithmsChooseTheCertificateAndTheStapleIsItsOwn(String options, String chosen)
      throws Exception {
    Issued rsa =
        issue("rsa", issuing.issue("rsa.lab").dnsName("www.lab").key(new KeyRequest("rsa", 2048)));
    Issued ec = issue("ec", issuing.issue("ec.lab").dnsName("www.lab"));
    SslServer server =
        start(
            """
            <VirtualHost *:*>
            ServerName www.lab
            DocumentRoot www
            SSLEngine on
            SSLCertificateFile rsa.crt
            SSLCertificateKeyFile rsa.key
            SSLCertificateFile ec.crt
            SSLCertificateKeyFile ec.key
            SSLCertificateChainFile issuing.crt
            SSLUseStapling on
            </VirtualHost>
            """);
    Issued expected = chosen.equals("rsa") ? rsa : ec;
    Issued other = chosen.equals("rsa") ? ec : rsa;
    String said = client(server, "www.lab", (options + " -status").split(" "));
    assertThat(said)
        .contains("CN = " + chosen + ".lab", "OCSP Response Status: successful (0x0)")
        .contains("Serial Number: " + serial(expected))
        .doesNotContain("Serial Number: " + serial(other));
  }

  private static String serial(Issued issued) {
    String hex = issued.certificate().serial().toString(16).toUpperCase(Locale.ROOT);
    return hex.length() % 2 == 0 ? hex : "0" + hex;
  }

  @ParameterizedTest
  @CsvSource({
    "first.lab, first",
    "second.lab, second",
    "SECOND.lab, second",
    "alias.lab, second",
    "any.wild.lab, wild",
    "exact.wild.lab, wild",
    "wild.lab, first",
    "unknown.lab, first",
    "'', first",
  })
  void theFirstHostThatHasTheNameServesAndTheFirstOfAllOtherwise(String name, String host)
      throws Exception {
    StringBuilder configuration = new StringBuilder();
    for (String one : List.of("first", "second", "wild", "exact.wild")) {
      issue(one, issuing.issue(one + ".lab"));
      configuration.append(
          """
          <VirtualHost *:*>
          ServerName %s
          %s
          DocumentRoot www
          SSLEngine on
          SSLCertificateFile %s.crt
          SSLCertificateKeyFile %s.key
          </VirtualHost>
          """
              .formatted(
                  one.equals("wild") ? "only-the-alias.lab" : one + ".lab",
                  one.equals("wild")
                      ? "ServerAlias *.wild.lab"
                      : one.equals("second") ? "ServerAlias alias.lab" : "",
                  one,
                  one));
    }
    SslServer server = start(configuration.toString());
    assertThat(client(server, name)).contains("CN = " + host + ".lab");
  }

  @Test
  void aKeyMayStandWithItsCertificateAndTheFilesOwnChainComesBeforeTheChainFile() throws Exception {
    Issued made = issuing.issue("www.lab").dnsName("www.lab").make();
    Files.writeString(
        root.resolve("all.pem"), made.keyPem() + made.pem() + issuing.certificate().pem());
    Files.writeString(root.resolve("leaf.pem"), made.pem() + made.keyPem());
    String host =
        """
        <VirtualHost *:*>
        ServerName www.lab
        DocumentRoot www
        SSLEngine on
        SSLCertificateFile %s
        SSLCertificateChainFile root.crt
        </VirtualHost>
        """;
    SslServer server = start(host.formatted("all.pem"));
    assertThat(client(server, "www.lab", "-showcerts"))
        .contains(" 1 s:", "CN = Issuing\n   i:")
        .doesNotContain(" 2 s:");
    server.reload("ServerName main.lab\nListen 443\n" + host.formatted("leaf.pem"));
    assertThat(client(server, "www.lab", "-showcerts"))
        .contains(" 1 s:", "CN = Root\n   i:")
        .doesNotContain(" 2 s:");
  }

  @Test
  void withoutACipherListOfTheOperatorsTls12HasOnlyWhatTls13HasToo() throws Exception {
    issue("rsa", issuing.issue("rsa.lab").key(new KeyRequest("rsa", 2048)));
    SslServer server =
        start(
            """
            <VirtualHost *:*>
            ServerName www.lab
            DocumentRoot www
            SSLEngine on
            SSLCertificateFile rsa.crt
            SSLCertificateKeyFile rsa.key
            </VirtualHost>
            """);
    assertThat(client(server, "www.lab", "-tls1_2", "-cipher", "ECDHE-RSA-AES256-SHA384"))
        .contains("Cipher is (NONE)");
    assertThat(client(server, "www.lab", "-tls1_2", "-cipher", "AES256-GCM-SHA384"))
        .contains("Cipher is (NONE)");
    // Our order, but ChaCha20 for who wants it most.
    assertThat(
            client(
                server,
                "www.lab",
                "-tls1_2",
                "-cipher",
                "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384"))
        .contains("Cipher is ECDHE-RSA-AES256-GCM-SHA384");
    assertThat(
            client(
                server,
                "www.lab",
                "-tls1_2",
                "-cipher",
                "ECDHE-RSA-CHACHA20-POLY1305:ECDHE-RSA-AES256-GCM-SHA384"))
        .contains("Cipher is ECDHE-RSA-CHACHA20-POLY1305");
  }

  @ParameterizedTest
  @CsvSource({
    "SSLProtocol all -TLSv1.3, -tls1_3, alert protocol version",
    "SSLProtocol TLSv1.3, -tls1_2, alert protocol version",
    "SSLProtocol -all +TLSv1.2, '', 'New, TLSv1.2'",
    "SSLCipherSuite AES128-GCM-SHA256, -tls1_2, Cipher is AES128-GCM-SHA256",
    "SSLCipherSuite TLSv1.3 TLS_CHACHA20_POLY1305_SHA256, '', Cipher is"
        + " TLS_CHACHA20_POLY1305_SHA256",
    "SSLHonorCipherOrder off, -tls1_2 -cipher"
        + " ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384, Cipher is"
        + " ECDHE-RSA-AES128-GCM-SHA256",
    "SSLOpenSSLConfCmd Curves P-384, '', 'ECDH, secp384r1'",
  })
  void protocolsAndCiphersAreWhatTheHostSays(String line, String options, String expected)
      throws Exception {
    issue("rsa", issuing.issue("rsa.lab").key(new KeyRequest("rsa", 2048)));
    issue("first", issuing.issue("first.lab"));
    SslServer server =
        start(
            """
            <VirtualHost *:*>
            ServerName first.lab
            DocumentRoot www
            SSLEngine on
            SSLCertificateFile first.crt
            SSLCertificateKeyFile first.key
            </VirtualHost>
            <VirtualHost *:*>
            ServerName www.lab
            DocumentRoot www
            SSLEngine on
            SSLCertificateFile rsa.crt
            SSLCertificateKeyFile rsa.key
            %s
            </VirtualHost>
            """
                .formatted(line));
    List<String> command = Command.client(server.port(), "www.lab");
    command.addAll(List.of(options.isEmpty() ? new String[0] : options.split(" ")));
    Command said = Command.run("", command);
    assertThat(said.output() + said.errors()).contains(expected);
  }
}
