package bulla.httpd.ssl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths that a request touches on its way: listings, index files, error documents. */
class SubRequestsTest extends AtGateSite {
  @BeforeEach
  void writeTheFiles() throws Exception {
    Files.createDirectories(root.resolve("www/list/inner"));
    Files.createDirectories(root.resolve("www/index"));
    site.write("www/list/open.txt", "open\n");
    site.write("www/index/index.html", "guarded index\n");
    site.write("www/errors.html", "an error\n");
    site.start(
        GateSite.configuration()
            .replace(
                "<Location /restricted>",
                """
                <Directory %s/www>
                Options Indexes
                </Directory>
                <Location /list/inner>
                SSLVerifyClient require
                </Location>
                <Location /index/index.html>
                SSLVerifyClient require
                </Location>
                ErrorDocument 403 /errors.html
                ErrorDocument 404 /restricted/x.txt
                <Location /restricted>\
                """
                    .formatted(root)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void aListingAsksForWhatAnEntryNeeds(String version) throws Exception {
    Command with = site.curl("/list/", site.with("foo", "--tls-max", version));
    assertThat(with.output()).contains("inner/", "open.txt").endsWith("200");
    Command without = site.curl("/list/", "--tls-max", version);
    assertThat(without.exit()).isEqualTo(56);
    assertThat(without.errors()).contains("alert");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void anIndexFileIsGuardedAsItself(String version) throws Exception {
    assertThat(site.curl("/index/", site.with("foo", "--tls-max", version)).output())
        .isEqualTo("guarded index\n200");
    assertThat(site.curl("/index/", "--tls-max", version).errors()).contains("alert");
  }

  @Test
  void aBrowserGetsTheListingWithoutTheEntryItMayNotSee() throws Exception {
    assertThat(site.browser("foo", "/list/")).contains("inner/", "open.txt");
    assertThat(site.browser(null, "/list/")).contains("open.txt").doesNotContain("inner/");
    assertThat(site.browser(null, "/index/")).contains("403 Forbidden");
  }

  @Test
  void anErrorDocumentThatIsGuardedAsksToo() throws Exception {
    assertThat(site.curl("/nowhere", site.with("foo")).output()).isEqualTo("restricted\n404");
    assertThat(site.curl("/nowhere").errors()).contains("certificate required");
    assertThat(site.browser(null, "/nowhere", "/index.txt"))
        .containsSubsequence("HTTP/1.1 404", "403 Forbidden", "200 OK", "public\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void anErrorDocumentForADeadConnectionAsksNothingAndIsLoggedOnce(String version)
      throws Exception {
    assertThat(site.curl("/restricted/x.txt", "--tls-max", version).errors()).contains("alert");
    String line = version.equals("1.3") ? "AH02263" : "AH02261";
    assertThat(site.log(line).split(line, -1)).hasSize(2);
    assertThat(site.browser(null, "/restricted/x.txt")).contains("HTTP/1.1 403", "an error\n");
  }

  @Test
  void aPathThatIsNotThereIsGuardedAllTheSame() throws Exception {
    assertThat(site.browser("foo", "/restricted/none")).contains("HTTP/1.1 404");
    assertThat(site.browser(null, "/restricted/none")).contains("HTTP/1.1 403");
    assertThat(site.curl("/restricted", site.with("foo")).output()).endsWith("301");
    assertThat(site.curl("/restricted").errors()).contains("certificate required");
  }
}
