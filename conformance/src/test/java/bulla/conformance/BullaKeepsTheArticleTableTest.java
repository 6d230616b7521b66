package bulla.conformance;

/** Bulla, row by row. */
class BullaKeepsTheArticleTableTest extends ArticleTable {
  BullaKeepsTheArticleTableTest() {
    super(WebServer.Kind.BULLA);
  }
}
