package bulla.httpd.ssl;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Has a {@link GateSite} of its own for each test, which is started by the test. */
abstract class AtGateSite {
  @TempDir Path root;
  GateSite site;

  @BeforeEach
  final void makeTheSite() throws IOException {
    site = new GateSite(root);
  }

  @AfterEach
  final void closeTheSite() {
    site.close();
  }
}
