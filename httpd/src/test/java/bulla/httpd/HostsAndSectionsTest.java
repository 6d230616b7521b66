package bulla.httpd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostsAndSectionsTest {
  @TempDir Path root;

  private static String status(Site site, String path) throws Exception {
    return site.get(path).statusLine().split(" ")[1];
  }

  @Test
  void theHostFieldChoosesAmongTheHostsOfAnAddress() throws Exception {
    String hosts =
        """
        <VirtualHost *:*>
        ServerName first.example
        ErrorDocument 404 "first"
        </VirtualHost>
        <VirtualHost *:*>
        ServerName second.example
        ServerAlias *.second.example
        ErrorDocument 404 "second"
        </VirtualHost>
        """;
    try (Site site = Site.start(root, hosts)) {
      assertThat(host(site, "second.example")).isEqualTo("second");
      assertThat(host(site, "SECOND.example:8080")).isEqualTo("second");
      assertThat(host(site, "second.example.")).isEqualTo("second");
      assertThat(host(site, "a.second.example")).isEqualTo("second");
      assertThat(host(site, "unknown.example")).isEqualTo("first");
      assertThat(host(site, "bad name")).startsWith("<!DOCTYPE");
    }
  }

  @Test
  void theFirstHostThatHasANameAnswersWhetherByAWildcardOrInFull() throws Exception {
    String hosts =
        """
        <VirtualHost *:*>
        ServerName default.example
        ErrorDocument 404 "first"
        </VirtualHost>
        <VirtualHost *:*>
        ServerName early.example
        ServerAlias a.late.example
        ErrorDocument 404 "early"
        </VirtualHost>
        <VirtualHost *:*>
        ServerName wild.example
        ServerAlias *.late.example ?.example
        ErrorDocument 404 "wild"
        </VirtualHost>
        <VirtualHost *:*>
        ServerName b.late.example
        ServerAlias late.example early.example
        ErrorDocument 404 "late"
        </VirtualHost>
        """;
    try (Site site = Site.start(root, hosts)) {
      assertThat(host(site, "a.late.example")).isEqualTo("early");
      assertThat(host(site, "b.late.example")).isEqualTo("wild");
      assertThat(host(site, "X.example")).isEqualTo("wild");
      assertThat(host(site, "Late.Example")).isEqualTo("late");
      assertThat(host(site, "early.example")).isEqualTo("early");
      assertThat(host(site, "xy.example")).isEqualTo("first");
    }
  }

  private static String host(Site site, String name) throws Exception {
    return site.ask("GET /x HTTP/1.1\r\nHost: " + name + "\r\n").content();
  }

  @Test
  void theLongerDirectoryWinsEvenOverTheHostsShorterOne() throws Exception {
    String sections =
        """
        <Directory @ROOT@/www>
        Require all granted
        </Directory>
        <VirtualHost *:*>
        ServerName a
        <Directory />
        Require all denied
        </Directory>
        </VirtualHost>
        """;
    try (Site site = Site.start(root, sections).with("a.txt", "a")) {
      assertThat(status(site, "/a.txt")).isEqualTo("200");
    }
  }

  @Test
  void locationBeatsFilesBeatsDirectory() throws Exception {
    String sections =
        """
        <Directory @ROOT@/www>
        Require all denied
        </Directory>
        <Files "open*">
        Require all granted
        </Files>
        <Location /open-but-not.txt>
        Require all denied
        </Location>
        <LocationMatch "^/m[0-9]">
        Require all granted
        </LocationMatch>
        """;
    try (Site site =
        Site.start(root, sections)
            .with("a.txt", "")
            .with("open.txt", "")
            .with("open-but-not.txt", "")
            .with("m1", "")) {
      assertThat(status(site, "/a.txt")).isEqualTo("403");
      assertThat(status(site, "/open.txt")).isEqualTo("200");
      assertThat(status(site, "/open-but-not.txt")).isEqualTo("403");
      assertThat(status(site, "/m1")).isEqualTo("200");
    }
  }

  @Test
  void theNearestRequireReplacesAllAboveUnlessMergingIsAsked() throws Exception {
    String sections =
        """
        <Directory @ROOT@/www>
        Require all denied
        </Directory>
        <Directory @ROOT@/www/off>
        Require all granted
        </Directory>
        <Directory @ROOT@/www/and>
        AuthMerging And
        Require all granted
        </Directory>
        <Directory @ROOT@/www/or>
        AuthMerging Or
        Require all granted
        </Directory>
        <Directory @ROOT@/www/none>
        <RequireAll>
        Require all granted
        Require not ip 127.0.0.0/8
        </RequireAll>
        </Directory>
        <Directory @ROOT@/www/expr>
        Require expr %{HTTP_USER_AGENT} == "me" && %{REQUEST_URI} =~ m#^/expr#
        </Directory>
        <Directory @ROOT@/www/limit>
        <Limit POST>
        Require all denied
        </Limit>
        </Directory>
        """;
    try (Site site = Site.start(root, sections)) {
      for (String name : new String[] {"off", "and", "or", "none", "expr", "limit"}) {
        site.with(name + "/x", "x");
      }
      assertThat(status(site, "/off/x")).isEqualTo("200");
      assertThat(status(site, "/and/x")).isEqualTo("403");
      assertThat(status(site, "/or/x")).isEqualTo("200");
      assertThat(status(site, "/none/x")).isEqualTo("403");
      assertThat(status(site, "/expr/x")).isEqualTo("403");
      assertThat(site.ask("GET /expr/x HTTP/1.1\r\nHost: a\r\nUser-Agent: me\r\n").statusLine())
          .contains("200");
      assertThat(status(site, "/limit/x")).isEqualTo("200");
      assertThat(
              site.ask("POST /limit/x HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n").statusLine())
          .contains("403");
    }
  }

  @Test
  void ifSectionsAreAskedLastAndForEachRequest() throws Exception {
    String sections =
        """
        <If "%{HTTP_USER_AGENT} == 'bad'">
        Require all denied
        </If>
        <ElseIf "%{HTTP_USER_AGENT} == 'worse'">
        Redirect /x https://worse.example/
        </ElseIf>
        <Else>
        Require all granted
        </Else>
        """;
    try (Site site = Site.start(root, sections).with("x", "x")) {
      assertThat(status(site, "/x")).isEqualTo("200");
      assertThat(site.ask("GET /x HTTP/1.1\r\nHost: a\r\nUser-Agent: bad\r\n").statusLine())
          .contains("403");
      assertThat(site.ask("GET /x HTTP/1.1\r\nHost: a\r\nUser-Agent: worse\r\n").statusLine())
          .contains("302");
      assertThat(status(site, "/x")).isEqualTo("200");
    }
  }

  @Test
  void htaccessSaysWhatAllowOverrideLetsItSay() throws Exception {
    String sections =
        """
        <Directory @ROOT@/www>
        AllowOverride AuthConfig
        </Directory>
        """;
    try (Site site =
        Site.start(root, sections)
            .with("closed/.htaccess", "Require all denied\n")
            .with("closed/x", "x")
            .with("wrong/.htaccess", "\nOptions Indexes\n")
            .with("wrong/x", "x")
            .with("open/x", "x")) {
      assertThat(status(site, "/closed/x")).isEqualTo("403");
      assertThat(status(site, "/open/x")).isEqualTo("200");
      assertThat(status(site, "/wrong/x")).isEqualTo("500");
      assertThat(site.log("error_log", "[core:alert]"))
          .contains(root + "/www/wrong/.htaccess: Options not allowed here");
    }
  }
}
