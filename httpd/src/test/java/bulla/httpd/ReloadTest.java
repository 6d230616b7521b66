package bulla.httpd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bulla.httpd.core.StartupException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadTest {
  @TempDir Path root;

  @Test
  void anotherConfigurationTakesItsPlaceOnTheSameSocket() throws Exception {
    try (Site site = Site.start(root, "ErrorDocument 404 \"before\"\n")) {
      int port = site.port();
      assertThat(site.get("/x").content()).isEqualTo("before");
      site.server().replace(Site.read(root, "ErrorDocument 404 \"after\"\n"));
      assertThat(site.port()).isEqualTo(port);
      assertThat(site.get("/x").content()).isEqualTo("after");
    }
  }

  @Test
  void aConfigurationThatCannotStartLeavesTheOldOneServing() throws Exception {
    try (Site site = Site.start(root, "ErrorDocument 404 \"before\"\n")) {
      assertThrows(
          StartupException.class,
          () -> site.server().replace(Site.read(root, "ErrorLog nowhere/error_log\n")));
      assertThat(site.get("/x").content()).isEqualTo("before");
    }
  }
}
