package bulla.cli.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs one of the user's own tools (curl, openssl) and keeps what it said. */
record Command(List<String> words) {

  /** How long a tool may take before it is ended. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  Command {
    words = List.copyOf(words);
  }

  static Command of(String... words) {
    return new Command(List.of(words));
  }

  /** Runs it with nothing on standard input. */
  Result run() throws IOException, InterruptedException {
    return run("");
  }

  /** Runs it with a text on standard input; secrets go in this way, never as arguments. */
  Result run(String input) throws IOException, InterruptedException {
    Path out = Files.createTempFile("bulla-lab", ".out");
    Path err = Files.createTempFile("bulla-lab", ".err");
    try {
      Process process =
          new ProcessBuilder(words)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException gone) {
        // The tool ended before it read its input; its exit code tells.
      }
      boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
      return new Result(
          ended ? process.exitValue() : -1,
          Files.readString(out, StandardCharsets.ISO_8859_1),
          Files.readString(err, StandardCharsets.ISO_8859_1));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** What came of it; {@code code} is -1 when it had to be ended. */
  record Result(int code, String out, String err) {
    /** Both outputs, for a search. */
    String all() {
      return out + err;
    }
  }
}
