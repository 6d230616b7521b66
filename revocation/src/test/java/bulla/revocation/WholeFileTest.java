package bulla.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
  @TempDir Path folder;

  @Test
  void ofSeveralWhoWriteAFileAtOnceEachLeavesItWholeAndNothingBesideIt() throws Exception {
    Path file = folder.resolve("staples/one.ocsp");
    List<Callable<Void>> writers = new ArrayList<>();
    for (int writer = 1; writer <= 4; writer++) {
      byte[] content = new byte[10_000 * writer];
      Arrays.fill(content, (byte) writer);
      writers.add(
          () -> {
            for (int i = 0; i < 50; i++) {
              WholeFile.write(file, content);
              byte[] read = Files.readAllBytes(file);
              assertThat(read).hasSize(10_000 * read[0]).containsOnly(read[0]);
            }
            return null;
          });
    }
    try (ExecutorService all = Executors.newFixedThreadPool(writers.size())) {
      for (Future<Void> done : all.invokeAll(writers)) {
        done.get();
      }
    }
    try (var left = Files.list(file.getParent())) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void whatACrashHasLeftIsDeletedAndWhatIsBeingWrittenIsNot() throws Exception {
    Instant now = Instant.now();
    Path left = Files.createFile(folder.resolve("a-one.ocsp.tmp"));
    Files.setLastModifiedTime(left, FileTime.from(now.minus(Duration.ofHours(2))));
    Path another = Files.createFile(folder.resolve("a-one.crl.tmp"));
    Files.setLastModifiedTime(another, FileTime.from(now.minus(Duration.ofHours(2))));
    Path written = Files.createFile(folder.resolve("b-one.ocsp.tmp"));
    WholeFile.deleteLeft(folder, ".ocsp", now);
    assertThat(left).doesNotExist();
    assertThat(another).exists();
    assertThat(written).exists();
    WholeFile.deleteLeft(folder.resolve("nowhere"), ".ocsp", now);
  }
}
