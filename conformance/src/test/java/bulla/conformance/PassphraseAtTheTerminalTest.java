package bulla.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code SSLPassPhraseDialog builtin}: script(1) gives the server a terminal. */
class PassphraseAtTheTerminalTest {

  @TempDir Path folder;

  private int questions;

  @Test
  void theServerAsksBeforeItLetsGoOfTheTerminal() throws Exception {
    SelfSigned.writeEncrypted(folder, "first", "/CN=first", "s3cret");
    SelfSigned.writeEncrypted(folder, "second", "/CN=second", "other");
    Site site =
        Site.write(
            folder,
            """
            LoadModule ssl_module modules/mod_ssl.so
            SSLPassPhraseDialog builtin
            <Directory "@DIR@/www">
              Require all granted
            </Directory>
            <VirtualHost *:@PORT@>
              ServerName www.lab
              SSLEngine on
              SSLCertificateFile first.crt
              SSLCertificateKeyFile first.key
            </VirtualHost>
            <VirtualHost *:@PORT@>
              ServerName other.lab
              SSLEngine on
              SSLCertificateFile second.crt
              SSLCertificateKeyFile second.key
            </VirtualHost>
            """);
    try (site) {
      String said = start("s3cret\nwr0ng\nother\n");
      assertThat(said)
          .isEqualTo(
              "Apache/2.4.57 mod_ssl (Pass Phrase Dialog)\n"
                  + "Some of your private key files are encrypted for security reasons.\n"
                  + "In order to read them you have to provide the pass phrases.\n"
                  + "\nPrivate key www.lab:443:0 ("
                  + folder
                  + "/first.key)\n"
                  + "Enter pass phrase:\n"
                  + "\nOK: Pass Phrase Dialog successful.\n"
                  + "\nPrivate key other.lab:443:0 ("
                  + folder
                  + "/second.key)\n"
                  + "Enter pass phrase:\n"
                  + "Apache:mod_ssl:Error: Pass phrase incorrect (5 more retries permitted).\n"
                  + "Enter pass phrase:\n"
                  + "\nOK: Pass Phrase Dialog successful.\n");
      assertThat(
              Shell.must("curl", "-sk", "--noproxy", "*", "https://127.0.0.1:" + site.port() + "/"))
          .isEqualTo("the page\n");
      assertThat(Files.readSymbolicLink(Path.of("/proc/" + site.pid() + "/fd/0")))
          .isEqualTo(Path.of("/dev/null"));
      assertThat(Files.readSymbolicLink(Path.of("/proc/" + site.pid() + "/fd/1")))
          .isEqualTo(Path.of("/dev/null"));
    } finally {
      if (Files.exists(folder.resolve("httpd.pid"))) {
        ProcessHandle.of(site.pid()).ifPresent(ProcessHandle::destroy);
      }
    }
  }

  /** Starts the server at a terminal, in which the answers are typed; gives what it shows. */
  private String start(String answers) throws Exception {
    String command =
        String.join(
            " ",
            Shell.bulla("httpd", "-f", folder.resolve("httpd.conf").toString(), "-k", "start"));
    Path shown = folder.resolve("shown");
    Process script =
        new ProcessBuilder("script", "-q", "-e", "-E", "never", "-c", command, "/dev/null")
            .redirectOutput(shown.toFile())
            .redirectErrorStream(true)
            .start();
    try (OutputStream keys = script.getOutputStream()) {
      for (String answer : answers.split("(?<=\n)")) {
        awaitQuestion(shown, script);
        keys.write(answer.getBytes(StandardCharsets.US_ASCII));
        keys.flush();
        questions++;
      }
      assertThat(script.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      script.destroyForcibly();
    }
    assertThat(script.exitValue()).isZero();
    return Files.readString(shown).replace("\r", "");
  }

  private void awaitQuestion(Path shown, Process script) throws Exception {
    for (int i = 0; i < 3600 && script.isAlive(); i++) {
      if (Files.readString(shown).split("Enter pass phrase:", -1).length > questions + 1) {
        return;
      }
      Thread.sleep(50);
    }
  }
}
