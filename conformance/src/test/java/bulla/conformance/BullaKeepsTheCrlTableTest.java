package bulla.conformance;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bulla, row by row, and where it does otherwise. */
class BullaKeepsTheCrlTableTest extends CrlTable {
  BullaKeepsTheCrlTableTest() {
    super(WebServer.Kind.BULLA);
  }

  /** httpd takes a delta for a list of its own, and lets in whom only the base names. */
  static List<Row> deltas() {
    return List.of(
        good("delta", "good"),
        bad("delta", "late", REVOKED, "(23): certificate revoked"),
        bad("delta", "revoked", REVOKED, "(23): certificate revoked"));
  }

  @ParameterizedTest
  @MethodSource("deltas")
  void aDeltaIsAppliedToItsBase(Row row) throws IOException, InterruptedException {
    hold(row, "1.3", "");
    hold(row, "1.2", "all-");
  }
}
