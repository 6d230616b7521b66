package bulla.conformance;

import org.junit.jupiter.api.BeforeAll;

/** The original, row by row: the judge of the table itself. */
class ApacheKeepsTheCrlTableTest extends CrlTable {
  ApacheKeepsTheCrlTableTest() {
    super(WebServer.Kind.APACHE);
  }

  @BeforeAll
  static void theOriginalIsInstalled() {
    WebServer.assumeOriginal();
  }
}
