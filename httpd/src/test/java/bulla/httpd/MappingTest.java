package bulla.httpd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappingTest {
  @TempDir Path root;

  @ParameterizedTest
  @CsvSource({
    "/a%2fb.txt, 404",
    "/a%00b, 404",
    "/%2e%2e/etc/passwd, 400",
    "/../etc/passwd, 400",
    "/sub/../a.txt, 200",
    "/./a.txt, 200",
    "//a.txt, 200",
    "/%61.txt, 200",
    "/a.txt/extra, 404",
    "/%zz, 400",
    "/nope, 404",
  })
  void pathsAreTakenApartAsHttpdTakesThem(String path, int status) throws Exception {
    try (Site site = Site.start(root, "").with("a.txt", "a").with("sub/b.txt", "b")) {
      assertThat(site.get(path).statusLine()).startsWith("HTTP/1.1 " + status);
    }
  }

  @Test
  void aPathThatClimbsOutIsNamedInTheErrorLog() throws Exception {
    try (Site site = Site.start(root, "")) {
      assertThat(site.get("/%2e%2e/etc").content()).hasSize(226);
      assertThat(site.log("error_log", "AH10244"))
          .contains("] AH10244: invalid URI path (/%2e%2e/etc)\n");
    }
  }

  @Test
  void symbolicLinksNeedTheirOption() throws Exception {
    Files.createDirectories(root.resolve("www"));
    Files.writeString(root.resolve("outside.txt"), "out");
    Files.createSymbolicLink(root.resolve("www/link.txt"), root.resolve("outside.txt"));
    try (Site site = Site.start(root, "")) {
      assertThat(site.get("/link.txt").content()).isEqualTo("out");
    }
    try (Site site =
        Site.start(root, "<Directory @ROOT@/www>\nOptions -FollowSymLinks\n</Directory>\n")) {
      assertThat(site.get("/link.txt").statusLine()).contains("403");
      assertThat(site.log("error_log", "AH00037"))
          .contains(
              "AH00037: Symbolic link not allowed or link target not accessible: "
                  + root
                  + "/www/link.txt");
    }
  }

  @Test
  void aDirectoryWithoutSlashIsRedirectedWithTheClientsHost() throws Exception {
    try (Site site = Site.start(root, "").with("dir/index.html", "index")) {
      Site.Answer answer = site.ask("GET /dir?q=1 HTTP/1.1\r\nHost: alias.example:8080\r\n");
      assertThat(answer.statusLine()).isEqualTo("HTTP/1.1 301 Moved Permanently");
      String url = "http://alias.example:8080/dir/?q=1";
      assertThat(answer.field("Location")).isEqualTo(url);
      assertThat(answer.content()).hasSize(208 + url.length());
      assertThat(site.get("/dir/").content()).isEqualTo("index");
    }
  }

  @Test
  void aDirectoryWithoutIndexIsListedOnlyWithIndexes() throws Exception {
    String none = "<Directory @ROOT@/www>\nOptions None\n</Directory>\n";
    try (Site site = Site.start(root, none).with("d/a.txt", "a")) {
      assertThat(site.get("/d/").statusLine()).contains("403");
      assertThat(site.log("error_log", "AH01276"))
          .contains("[autoindex:error]")
          .contains(
              "AH01276: Cannot serve directory "
                  + root
                  + "/www/d/: No matching DirectoryIndex (index.html) found, and server-generated"
                  + " directory index forbidden by Options directive");
    }
    String indexes =
        """
        <Directory @ROOT@/www>
        Options Indexes
        </Directory>
        <Directory @ROOT@/www/d/secret>
        Require all denied
        </Directory>
        """;
    try (Site site = Site.start(root, indexes).with("d/secret/x", "x").with("d/sp ace", "s")) {
      assertThat(site.get("/d/").content())
          .contains(
              "<ul><li><a href=\"/\"> Parent Directory</a></li>\n"
                  + "<li><a href=\"a.txt\"> a.txt</a></li>\n"
                  + "<li><a href=\"sp%20ace\"> sp ace</a></li>\n"
                  + "</ul>\n</body></html>\n");
    }
  }

  @Test
  void aliasesAndRedirectsLeadElsewhere() throws Exception {
    Files.createDirectories(root.resolve("other"));
    Files.writeString(root.resolve("other/o.txt"), "other");
    String configuration =
        """
        Alias /o @ROOT@/other
        Redirect permanent /old https://new.example/x
        Redirect gone /gone
        RedirectMatch ^/m/(.*)$ /n/$1
        ScriptAlias /cgi-bin/ @ROOT@/other/
        """;
    try (Site site = Site.start(root, configuration)) {
      assertThat(site.get("/o/o.txt").content()).isEqualTo("other");
      assertThat(site.get("/oo/o.txt").statusLine()).contains("404");
      assertThat(site.get("/old/a%20b?q").field("Location"))
          .isEqualTo("https://new.example/x/a%20b?q");
      assertThat(site.get("/gone").statusLine()).isEqualTo("HTTP/1.1 410 Gone");
      assertThat(site.get("/m/1").field("Location")).isEqualTo("http://www.example/n/1");
      assertThat(site.get("/cgi-bin/o.txt").statusLine())
          .as("a script's source is never sent")
          .contains("500");
    }
  }
}
