package bulla.conformance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeAll;

/** The original, row by row: the judge of the table itself. */
class ApacheKeepsTheCrlTableTest extends CrlTable {
  ApacheKeepsTheCrlTableTest() {
    super(WebServer.Kind.APACHE);
  }

  @BeforeAll
  static void theOriginalIsInstalled() {
    assumeTrue(
        Shell.installed("apache2"),
        "apache2 is not installed, so the table is not held against the original"
            + " (apt-get install apache2)");
  }
}
