package bulla.conformance;

import org.junit.jupiter.api.BeforeAll;

/** The original, row by row: the judge of the table itself. */
class ApacheKeepsTheArticleTableTest extends ArticleTable {
  ApacheKeepsTheArticleTableTest() {
    super(WebServer.Kind.APACHE);
  }

  @BeforeAll
  static void theOriginalIsInstalled() {
    WebServer.assumeOriginal();
  }
}
