package bulla.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpdProgramTest {
  @TempDir Path root;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void aConfiguration() throws Exception {
    Files.createDirectories(root.resolve("conf"));
    Files.createDirectories(root.resolve("logs"));
    Files.createDirectories(root.resolve("www"));
    write("");
  }

  private void write(String more) throws Exception {
    Files.writeString(
        root.resolve("conf/httpd.conf"),
        "ServerName a.example\nDocumentRoot " + root + "/www\nListen 127.0.0.1:18080\n" + more);
  }

  private int httpd(String... arguments) {
    return new HttpdProgram().run(List.of(arguments), console());
  }

  private Console console() {
    return new Console(
        InputStream.nullInputStream(), new PrintStream(out, true), new PrintStream(err, true));
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private String shown() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aGoodConfigurationIsSyntaxOk() {
    assertThat(httpd("-d", root.toString(), "-t")).isZero();
    assertThat(said()).isEqualTo("Syntax OK\n");
    assertThat(HttpdProgram.ofApachectl().run(List.of("configtest", "-d" + root), console()))
        .isZero();
  }

  @Test
  void aBadConfigurationIsToldWithItsLineAndEndsWithOne() throws Exception {
    write("Bogus on\n");
    assertThat(httpd("-d", root.toString(), "-t")).isEqualTo(1);
    assertThat(said())
        .startsWith(
            "AH00526: Syntax error on line 4 of "
                + root
                + "/conf/httpd.conf:\nInvalid command 'Bogus'");
  }

  @Test
  void linesOfTheCommandLineAreReadToo() {
    assertThat(httpd("-d", root.toString(), "-t", "-c", "Bogus")).isEqualTo(1);
    assertThat(said()).startsWith("AH00526: Syntax error on line 1 of Process command line:\n");
  }

  @Test
  void anIllegalOptionIsToldWithTheUsage() {
    assertThat(httpd("-Z")).isEqualTo(1);
    assertThat(said()).startsWith("httpd: illegal option -- Z\nUsage: httpd [-D name]");
  }

  @Test
  void theHostsAreShownInHttpdsForm() throws Exception {
    write(
        """
        <VirtualHost *:443>
        ServerName default.example
        </VirtualHost>
        <VirtualHost *:443>
        ServerName lab.example
        ServerAlias www.lab.example *.opt.example
        </VirtualHost>
        """);
    assertThat(httpd("-d", root.toString(), "-S")).isZero();
    String file = root + "/conf/httpd.conf";
    assertThat(shown())
        .startsWith(
            """
            VirtualHost configuration:
            *:443                  is a NameVirtualHost
                     default server default.example (FILE:4)
                     port 443 namevhost default.example (FILE:4)
                     port 443 namevhost lab.example (FILE:7)
                             alias www.lab.example
                             wild alias *.opt.example
            ServerRoot: "ROOT"
            Main DocumentRoot: "ROOT/www"
            Main ErrorLog: "ROOT/logs/error_log"
            """
                .replace("FILE", file)
                .replace("ROOT", root.toString()));
  }

  @Test
  void aMissingDocumentRootIsToldUnlessNobodyIsToLook() throws Exception {
    write("<VirtualHost *:80>\nDocumentRoot /nowhere\n</VirtualHost>\n");
    assertThat(httpd("-d", root.toString(), "-t")).isZero();
    assertThat(said())
        .isEqualTo("AH00112: Warning: DocumentRoot [/nowhere] does not exist\nSyntax OK\n");
    err.reset();
    assertThat(httpd("-d", root.toString(), "-t", "-T")).isZero();
    assertThat(said()).isEqualTo("Syntax OK\n");
    write("DocumentRoot /nowhere\n");
    assertThat(httpd("-d", root.toString(), "-t")).isEqualTo(1);
    assertThat(httpd("-d", root.toString(), "-t", "-T")).isZero();
  }

  @Test
  void whatIsSaidAtTheStartHasALevel() throws Exception {
    write("LoadModule ssl_module modules/mod_ssl.so\n");
    assertThat(httpd("-d", root.toString(), "-t", "-e", "debug")).isZero();
    assertThat(said())
        .containsPattern(
            "\\[so:debug\\] \\[pid \\d+:tid \\d+\\] AH01575: loaded module ssl_module from"
                + " modules/mod_ssl.so\n");
    err.reset();
    assertThat(httpd("-d", root.toString(), "-t", "-e", "info")).isZero();
    assertThat(said()).isEqualTo("Syntax OK\n");
    assertThat(httpd("-t", "-e", "loud")).isEqualTo(1);
    assertThat(said()).contains("Usage: httpd [-D name]");
  }

  @Test
  void stoppingWhatDoesNotRunIsNoError() {
    assertThat(httpd("-d", root.toString(), "-k", "stop")).isZero();
    assertThat(shown()).isEqualTo("httpd (no pid file) not running\n");
  }
}
