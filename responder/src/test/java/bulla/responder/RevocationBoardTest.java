package bulla.responder;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.ca.CertDb;
import bulla.ca.CertificateRow;
import bulla.pki.RevocationNotices;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevocationBoardTest {
  private static final String KEY = "5ca623e7265cabec07b0746a2ca4aaba9007921b";

  private CertDb reader;
  private CertDb writer;
  private RevocationBoard board;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    reader = CertDb.sqlite(folder.resolve("certdb.db"));
    writer = CertDb.sqlite(folder.resolve("certdb.db"));
    writer.insert(row("17"), null);
    writer.insert(row("18"), null);
    board = new RevocationBoard(reader, InstantSource.system());
  }

  @AfterEach
  void close() {
    board.close();
    reader.close();
    writer.close();
  }

  @Test
  void whoeverShowsNoCursorOfThisLifeIsToldToReset() {
    assertThat(board.await("").reset()).isTrue();
    assertThat(board.await("0123456789abcdef:0").reset()).isTrue();
    assertThat(board.await(board.await("").cursor().replaceAll(":.*", ":99")).reset()).isTrue();
  }

  @Test
  void aRevocationThatAnotherProcessWroteReachesWhoWaits() throws Exception {
    String cursor = board.await("").cursor();
    CompletableFuture<RevocationNotices> news = waiting(cursor);

    writer.revoke("17", KEY, 4, Instant.now(), null);

    RevocationNotices came = news.get(20, TimeUnit.SECONDS);
    assertThat(came.reset()).isFalse();
    assertThat(came.notices()).hasSize(1);
    assertThat(came.notices().getFirst().serial()).isEqualTo(17);
    assertThat(came.cursor()).isNotEqualTo(cursor);
  }

  @Test
  void eachRevocationIsToldOnceToEachWhoGoesOnFromTheCursor() throws Exception {
    String cursor = board.await("").cursor();
    writer.revoke("17", KEY, 4, Instant.now(), null);
    String second = waiting(cursor).get(20, TimeUnit.SECONDS).cursor();
    CompletableFuture<RevocationNotices> next = waiting(second);
    writer.revoke("18", KEY, 1, Instant.now(), null);

    assertThat(next.get(20, TimeUnit.SECONDS).notices()).hasSize(1);
    assertThat(waiting(cursor).get(20, TimeUnit.SECONDS).notices()).hasSize(2);
  }

  private CompletableFuture<RevocationNotices> waiting(String cursor) {
    return CompletableFuture.supplyAsync(
        () -> board.await(cursor), Executors.newVirtualThreadPerTaskExecutor());
  }

  private static CertificateRow row(String serial) {
    Instant now = Instant.now();
    return new CertificateRow(
        serial,
        KEY,
        "carc_i101l",
        "good",
        0,
        now.plusSeconds(86_400),
        null,
        "pem",
        now,
        now,
        "null",
        "[]",
        "test");
  }
}
