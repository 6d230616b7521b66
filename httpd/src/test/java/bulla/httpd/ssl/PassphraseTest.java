package bulla.httpd.ssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import bulla.httpd.core.StartupException;
import bulla.pki.KeyRequest;
import bulla.testkit.CertificateMaker;
import bulla.testkit.Issued;
import bulla.testkit.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encrypted keys, and the programs that open them. */
class PassphraseTest {
  private static final String RSA = "1", ECDSA = "2";

  @TempDir Path root;

  private final TestCa ca = TestCa.root("Root");
  private @Nullable SslServer running;

  @BeforeEach
  void writeFiles() throws Exception {
    Files.createDirectories(root.resolve("www"));
    pair(RSA, ca.issue("www.lab").dnsName("www.lab").key(new KeyRequest("rsa", 2048)), "s3cret");
    pair(ECDSA, ca.issue("www.lab").dnsName("www.lab"), "other");
  }

  @AfterEach
  void stop() {
    if (running != null) {
      running.close();
    }
  }

  private void pair(String name, CertificateMaker maker, String passphrase) throws Exception {
    Issued made = maker.make();
    Files.writeString(root.resolve(name + ".crt"), made.pem());
    Files.writeString(root.resolve("plain"), made.keyPem());
    Command encrypted =
        Command.run(
            "",
            List.of(
                "openssl",
                "pkey",
                "-in",
                root + "/plain",
                "-aes256",
                "-passout",
                "pass:" + passphrase,
                "-out",
                root + "/" + name + ".key"));
    assertThat(encrypted.exit()).isZero();
    Files.delete(root.resolve("plain"));
  }

  private Path program(String text) throws IOException {
    Path program = root.resolve("dialog");
    Files.writeString(program, "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return program;
  }

  private String configuration(String dialog) {
    return """
    ServerName main.lab
    Listen 443
    LogLevel ssl:debug
    SSLPassPhraseDialog "%s"
    <VirtualHost *:*>
    ServerName www.lab
    DocumentRoot www
    SSLEngine on
    SSLCertificateFile 1.crt
    SSLCertificateKeyFile 1.key
    SSLCertificateFile 2.crt
    SSLCertificateKeyFile 2.key
    </VirtualHost>
    """
        .formatted(dialog);
  }

  private SslServer start(String dialog) throws Exception {
    SslServer server = new SslServer(root, configuration(dialog));
    running = server;
    server.start();
    return server;
  }

  private String refused(String dialog) {
    StartupException refused = catchThrowableOfType(StartupException.class, () -> start(dialog));
    return String.join("\n", refused.lines());
  }

  @Test
  void aProgramIsToldHostAndPlaceOfEachKeyAndAReloadAsksNothing() throws Exception {
    Path program =
        program(
            "echo \"$@\" >>" + root + "/asked\n[ \"$2\" = RSA ] && echo s3cret || echo other\n");
    SslServer server = start("exec:" + program);
    assertThat(Files.readString(root.resolve("asked")))
        .isEqualTo("www.lab:443 RSA\nwww.lab:443 DSA\n");
    assertThat(server.log("www.lab"))
        .contains(
            "AH01969: Init: Requesting pass phrase from dialog filter program (" + program + ")",
            "AH02583: encrypted www.lab:443:0 private key - pass phrase requested")
        .doesNotContain("s3cret", "other");
    server.reload(configuration("exec:" + program));
    assertThat(Files.readString(root.resolve("asked"))).hasLineCount(2);
    assertThat(server.log("main.lab"))
        .contains(
            "AH02560: Init: Wiped out the queried pass phrases from memory",
            "AH02575: Reusing existing private key from " + root + "/1.key on restart");
  }

  @Test
  void aPassphraseThatOpenedOneKeyIsTriedOnTheNextFirst() throws Exception {
    pair(ECDSA, ca.issue("www.lab").dnsName("www.lab"), "s3cret");
    Path program = program("echo \"$@\" >>" + root + "/asked\necho s3cret\n");
    SslServer server = start("exec:" + program);
    assertThat(Files.readString(root.resolve("asked"))).isEqualTo("www.lab:443 RSA\n");
    assertThat(server.log("www.lab"))
        .contains("AH02584: encrypted www.lab:443:1 private key - pass phrase reused");
  }

  @Test
  void aProgramThatIsWrongStopsTheStart() throws Exception {
    Path program = program("echo wr0ng\n");
    assertThat(refused("exec:" + program))
        .isEqualTo(
            "AH02564: Failed to configure encrypted (?) private key www.lab:443:0, check "
                + root
                + "/1.key ("
                + program
                + ", asked for "
                + root
                + "/1.key gave a wrong pass phrase)");
    assertThat(server().log("www.lab"))
        .contains("AH02580: Init: Pass phrase incorrect for key www.lab:443:0", "SSL Library Error")
        .doesNotContain("wr0ng");
  }

  @Test
  void aProgramThatHangsIsEnded() throws Exception {
    Path program = program("echo $$ >" + root + "/pid\nsleep 1000\n");
    ProgramDialog dialog =
        new ProgramDialog(
            program,
            new PassphraseDialog.Subject("www.lab:443", 0, root.resolve("1.key")),
            Duration.ofMillis(500));
    assertThat(catchThrowableOfType(IOException.class, dialog::ask))
        .hasMessage("it wrote no pass phrase in 0 s");
    long pid = Long.parseLong(Files.readString(root.resolve("pid")).strip());
    for (int i = 0; i < 100 && ProcessHandle.of(pid).isPresent(); i++) {
      Thread.sleep(20);
    }
    assertThat(ProcessHandle.of(pid)).isEmpty();
  }

  @Test
  void aProgramAtAPipeSeesWhatAPersonWouldSee() throws Exception {
    Path program =
        program(
            """
            while IFS= read -r line; do
              echo "$line" >>%s/seen
              case $line in
                *1.key*) echo s3cret ;;
                *2.key*) echo wr0ng ;;
                *incorrect*) echo other ;;
              esac
            done
            """
                .formatted(root));
    SslServer server = start("|" + program);
    assertThat(server.log("www.lab"))
        .contains("AH01967: Init: Requesting pass phrase via piped dialog");
    String first = "Apache/2.4.57 mod_ssl (Pass Phrase Dialog)\n";
    assertThat(Files.readString(root.resolve("seen")))
        .isEqualTo(
            first
                + "Some of your private key files are encrypted for security reasons.\n"
                + "In order to read them you have to provide the pass phrases.\n"
                + "\nPrivate key www.lab:443:0 ("
                + root
                + "/1.key)\n"
                + "Enter pass phrase:\n"
                + "\nOK: Pass Phrase Dialog successful.\n"
                + "\nPrivate key www.lab:443:1 ("
                + root
                + "/2.key)\n"
                + "Enter pass phrase:\n"
                + "Apache:mod_ssl:Error: Pass phrase incorrect (5 more retries permitted).\n"
                + "Enter pass phrase:\n"
                + "\nOK: Pass Phrase Dialog successful.\n");
  }

  @Test
  void withoutATerminalOneErrorSaysWhatToDo() {
    assertThat(refused("builtin"))
        .isEqualTo(
            "AH02564: Failed to configure encrypted (?) private key www.lab:443:0, check "
                + root
                + "/1.key (the key is encrypted and there is no terminal to ask for its pass"
                + " phrase: start the server from one, or name a program that tells it with"
                + " SSLPassPhraseDialog exec:/path)");
  }

  private SslServer server() {
    SslServer server = running;
    assertThat(server).isNotNull();
    return server;
  }
}
