package bulla.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bulla doctor} as a program, with answers that the openssl command makes. */
class DoctorTest {
  @TempDir Path folder;
  private ServerSocket taken;
  private OpensslResponder responder;

  @BeforeEach
  void aHostWhosePortIsTakenAndWhoseKeyNeedsAPassphrase() throws Exception {
    taken = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    responder = new OpensslResponder(folder);
    OpensslPki pki = new OpensslPki(folder, responder.url());
    pki.makeAuthorities();
    pki.server("server", "lab.carcano.corp");
    pki.status("server", 'V');
    Shell.must(
        "openssl",
        "pkey",
        "-aes256",
        "-passout",
        "pass:never typed",
        "-in",
        folder.resolve("server.key").toString(),
        "-out",
        folder.resolve("encrypted.key").toString());
    Files.createDirectory(folder.resolve("www"));
    Files.writeString(
        folder.resolve("httpd.conf"),
        """
        LoadModule ssl_module modules/mod_ssl.so
        LoadModule socache_shmcb_module modules/mod_socache_shmcb.so
        ServerName main.carcano.corp
        Listen 127.0.0.1:@PORT@
        SSLStaplingCache shmcb:staples
        <VirtualHost *:@PORT@>
        ServerName lab.carcano.corp
        DocumentRoot www
        SSLEngine on
        SSLCertificateFile server.crt
        SSLCertificateKeyFile encrypted.key
        SSLCertificateChainFile ca.crt
        SSLUseStapling on
        </VirtualHost>
        """
            .replace("@PORT@", Integer.toString(taken.getLocalPort())));
  }

  @AfterEach
  void close() throws IOException {
    responder.close();
    taken.close();
  }

  private List<String> doctor() {
    return Shell.bulla("doctor", "-d", folder.toString(), "-f", "httpd.conf");
  }

  @Test
  void itNeedsNeitherPortNorPassphraseAndLeavesNothingBehind() throws Exception {
    List<String> before = files();

    Shell.Result result = Shell.run(doctor());

    assertThat(result.code()).as(result.all()).isZero();
    assertThat(utf8(result.out()))
        .containsPattern("✓ OCSP  \\Q" + responder.url() + "\\E  yes +good +CARC I101L OCSP +20")
        .contains("not looked at: encrypted")
        .endsWith("all is well\n")
        .doesNotContain("\u001b");
    assertThat(result.err()).isEmpty();
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void aResponderThatIsDownEndsInOneAndASentence() throws Exception {
    responder.down(true);

    Shell.Result result = Shell.run(doctor());

    assertThat(result.code()).isEqualTo(1);
    assertThat(utf8(result.out()))
        .contains(
            "✗ OCSP  " + responder.url(),
            "HTTP status 503 ",
            "look at the log of what answers there")
        .endsWith("1 thing to mend\n");
  }

  @Test
  void onATerminalItIsColouredAndNoWiderThanTheTerminal() throws Exception {
    String command = "stty cols 80; unset COLUMNS NO_COLOR; " + String.join(" ", doctor());
    List<String> script = List.of("script", "-q", "-e", "-c", command, "/dev/null");

    Shell.Result result = Shell.run(script);

    assertThat(result.code()).as(result.all()).isZero();
    assertThat(utf8(result.out())).contains("\u001b[32m✓\u001b[0m OCSP");
    assertThat(utf8(result.out()).replaceAll("\u001b\\[[0-9]+m", "").lines())
        .allSatisfy(line -> assertThat(line.stripTrailing().length()).isLessThanOrEqualTo(80));

    Shell.Result plain =
        Shell.run(
            List.of(
                "script",
                "-q",
                "-e",
                "-c",
                "stty cols 80; export NO_COLOR=1; " + String.join(" ", doctor()),
                "/dev/null"));
    assertThat(plain.out()).doesNotContain("\u001b[");
  }

  private static String utf8(String octets) {
    return new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private List<String> files() throws IOException {
    try (var all = Files.walk(folder)) {
      return all.map(Path::toString).sorted().toList();
    }
  }
}
