package bulla.cli.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What was added to a log since the watch began. */
final class LogWatch {
  private final Path file;
  private final long start;

  LogWatch(Path file) throws IOException {
    this.file = file;
    this.start = Files.exists(file) ? Files.size(file) : 0;
  }

  /** The text added, once it holds {@code expected} or two seconds have gone by. */
  String await(String expected) throws IOException, InterruptedException {
    String text = added();
    for (int tries = 0; tries < 40 && !text.contains(expected); tries++) {
      Thread.sleep(50);
      text = added();
    }
    return text;
  }

  /** The text added so far. */
  String added() throws IOException {
    if (!Files.exists(file)) {
      return "";
    }
    byte[] all = Files.readAllBytes(file);
    return new String(
        Arrays.copyOfRange(all, (int) Math.min(start, all.length), all.length),
        StandardCharsets.UTF_8);
  }
}
