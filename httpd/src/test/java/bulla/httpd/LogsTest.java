package bulla.httpd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogsTest {
  @TempDir Path root;

  @Test
  void theCombinedFormatIsHttpds() throws Exception {
    String log =
        """
        LogFormat "%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-Agent}i\\"" combined
        CustomLog logs/access_log combined
        """;
    try (Site site = Site.start(root, log).with("a.txt", "12345")) {
      site.ask("GET /a.txt?q HTTP/1.1\r\nHost: a\r\nUser-Agent: x\"\\y\u00e9\r\n");
      assertThat(site.log("access_log", "a.txt"))
          .matches(
              "127\\.0\\.0\\.1 - - \\[\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d"
                  + " [+-]\\d{4}\\] \"GET /a\\.txt\\?q HTTP/1\\.1\" 200 5 \"-\""
                  + " \"x\\\\\"\\\\\\\\y\\\\xe9\"\n");
    }
  }

  @Test
  void itemsConditionsAndStatusesAreUnderstood() throws Exception {
    String log =
        """
        SetEnvIf Request_URI ^/quiet quiet
        CustomLog logs/access_log "%m %U%q %H %s %B %v %p %{X-A}i %{Content-Type}o %404{X-A}i %!404{X-A}i" env=!quiet
        """;
    try (Site site = Site.start(root, log).with("a.txt", "12345").with("quiet.txt", "")) {
      site.ask("GET /quiet.txt HTTP/1.1\r\nHost: a\r\n");
      site.ask("HEAD /a.txt?x=1 HTTP/1.1\r\nHost: a\r\nX-A: v\r\n");
      assertThat(site.log("access_log", "a.txt"))
          .isEqualTo("HEAD /a.txt?x=1 HTTP/1.1 200 0 www.example 80 v text/plain - v\n");
    }
  }

  @Test
  void aHostWithItsOwnLogHasNoneOfTheMainServers() throws Exception {
    String log =
        """
        CustomLog logs/main "main %>s"
        <VirtualHost *:*>
        ServerName own.example
        CustomLog logs/own "own %>s"
        </VirtualHost>
        <VirtualHost *:*>
        ServerName inherits.example
        </VirtualHost>
        """;
    try (Site site = Site.start(root, log)) {
      site.ask("GET /x HTTP/1.1\r\nHost: own.example\r\n");
      site.ask("GET /x HTTP/1.1\r\nHost: inherits.example\r\n");
      assertThat(site.log("own", "\n")).isEqualTo("own 404\n");
      assertThat(site.log("main", "\n")).isEqualTo("main 404\n");
    }
  }

  @Test
  void theErrorLogHasHttpdsFormAndKeepsToItsLevel() throws Exception {
    String level = "LogLevel warn core:info\n";
    try (Site site = Site.start(root, level)) {
      site.ask("GET /no%0ane HTTP/1.1\r\nHost: a\r\nReferer: http://r/\r\n");
      assertThat(site.log("error_log", "AH00128"))
          .containsPattern(
              "\\[[A-Z][a-z]{2} [A-Z][a-z]{2} \\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6} \\d{4}\\]"
                  + " \\[core:info\\] \\[pid \\d+:tid \\d+\\] \\[client 127\\.0\\.0\\.1:\\d+\\]"
                  + " AH00128: File does not exist: "
                  + root
                  + "/www/no\\\\nne, referer: http://r/\n");
    }
  }
}
