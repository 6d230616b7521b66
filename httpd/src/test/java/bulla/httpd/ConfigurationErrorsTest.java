package bulla.httpd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bulla.httpd.core.Generation;
import bulla.httpd.core.InvalidConfigurationException;
import bulla.httpd.core.StartupException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationErrorsTest {
  @TempDir Path root;

  private List<String> lines(String configuration) {
    InvalidConfigurationException thrown =
        assertThrows(
            InvalidConfigurationException.class, () -> Site.read(root, configuration).server());
    return thrown.lines("httpd");
  }

  @Test
  void everyErrorIsToldInHttpdsTwoLinesAndWithWhatToDo() {
    String file = root + "/httpd.conf";
    assertThat(lines("Bogus on\nKeepAlive maybe\n<Directory @ROOT@>\nListen 80\n</Directory>\n"))
        .containsSequence(
            "AH00526: Syntax error on line " + Site.line(1) + " of " + file + ":",
            "Invalid command 'Bogus', perhaps misspelled or defined by a module not included in the"
                + " server configuration")
        .containsSequence(
            "AH00526: Syntax error on line " + Site.line(2) + " of " + file + ":",
            "KeepAlive must be On or Off")
        .containsSequence(
            "AH00526: Syntax error on line " + Site.line(4) + " of " + file + ":",
            "Listen not allowed in <Directory> context");
  }

  @Test
  void errorsOfReadingAreOneLine() {
    assertThat(lines("<Directory />\n"))
        .contains(
            "httpd: Syntax error on line "
                + Site.line(1)
                + " of "
                + root
                + "/httpd.conf: "
                + root
                + "/httpd.conf:"
                + Site.line(1)
                + ": <Directory> was not closed.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Options Foo | Illegal option Foo",
        "Options +Indexes MultiViews | Either all Options must start with + or -, or no Option"
            + " may.",
        "AllowOverride Foo | Illegal override option Foo",
        "Require foo | Unknown Authz provider: foo",
        "Require all maybe | Argument for 'Require all' must be 'granted' or 'denied'",
        "Require not all granted | negative Require directive has no effect in <RequireAny>"
            + " directive",
        "Require ip 1.2.3.x | ip address '1.2.3.x' appears to be invalid",
        "Require expr %{NOSUCH} == 1 | Cannot parse expression in require line: Variable 'NOSUCH'"
            + " does not exist",
        "LogLevel loud | Log level keyword must be one of"
            + " emerg/alert/crit/error/warn/notice/info/debug/trace1/.../trace8",
        "LogLevel foo:info | Cannot find module foo",
        "ErrorDocument 999 x | Unsupported HTTP response code 999",
        "ErrorDocument 403 /%{REQUEST_URI} | ErrorDocument: variables stand in texts, not in the"
            + " address of a page",
        "ErrorDocument 403 %{NOSUCH} | Cannot parse expression in ErrorDocument: Variable 'NOSUCH'"
            + " does not exist",
      })
  void directivesAreRefusedInHttpdsWords(String line, String message) {
    assertThat(lines("<Directory @ROOT@>\n" + line + "\n</Directory>\n")).contains(message);
  }

  @Test
  void aSectionThatGrantsNothingIsRefused() {
    assertThat(lines("<Directory />\n<RequireAny>\n</RequireAny>\n</Directory>\n"))
        .contains("<RequireAny> directive contains no authorization directives");
    assertThat(
            lines(
                "<Directory />\n<RequireAll>\nRequire not ip 1.2.3.4\n</RequireAll>\n</Directory>"))
        .contains(
            "AH01624: <RequireAll> directive contains only negative authorization directives");
  }

  @Test
  void aModuleThatIsNotLoadedIsNamedWithTheLineThatLoadsIt() {
    assertThat(lines("SSLEngine on\n"))
        .anyMatch(line -> line.contains("add LoadModule ssl_module modules/mod_ssl.so"));
  }

  @Test
  void whatMayGuardAPathIsNeverPassedOver() throws Exception {
    Generation harmless =
        Site.read(
            root, "LoadModule deflate_module m.so\n<IfModule mod_deflate.c>\nBogus\n</IfModule>\n");
    assertThat(harmless.absentModules()).containsExactly("deflate_module");
    assertThat(
            lines(
                "LoadModule access_compat_module m.so\n"
                    + "<IfModule mod_access_compat.c>\nDeny from all\n</IfModule>\n"))
        .anyMatch(line -> line.startsWith("Invalid command 'Deny'"));
    assertThat(lines("LoadModule corp_sso_module m.so\n"))
        .anyMatch(line -> line.contains("Cannot load m.so into server"));
  }

  @Test
  void aPortInUseIsToldAsHttpdTellsIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Generation generation = Site.read(root, "Listen 127.0.0.1:" + taken.getLocalPort() + "\n");
      StartupException thrown =
          assertThrows(StartupException.class, () -> WebServer.start(generation).close());
      assertThat(thrown.lines())
          .containsExactly(
              "(98)Address already in use: AH00072: make_sock: could not bind to address 127.0.0.1:"
                  + taken.getLocalPort(),
              "no listening sockets available, shutting down",
              "AH00015: Unable to open logs");
    }
  }

  @Test
  void aLogThatCannotBeOpenedStopsTheStart() throws Exception {
    Generation generation = Site.read(root, "CustomLog nowhere/access_log \"%h\"\n");
    assertThatThrownBy(() -> WebServer.start(generation).close())
        .hasMessageContaining(
            "(2)No such file or directory: AH00649: could not open transfer log file "
                + root
                + "/nowhere/access_log.");
  }
}
