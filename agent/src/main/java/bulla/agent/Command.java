package bulla.agent;

import bulla.agent.ServiceAction.ActionFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command that has ended.
 *
 * @param words the command
 * @param exitCode its exit code
 * @param output the first kilobytes of what it wrote
 */
record Command(List<String> words, int exitCode, String output) {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int OUTPUT_LIMIT = 4096;

  /**
   * Runs a command to its end, at most five minutes. Its output goes to a file, so that a service
   * which inherits it never fills a pipe that nobody reads.
   *
   * @throws IOException if it cannot be run or takes too long
   */
  static Command run(List<String> words, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("certmgr-action", ".log");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(words)
              .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(
            String.join(" ", words) + " did not end within " + LIMIT.toMinutes() + " minutes");
      }
      return new Command(List.copyOf(words), process.exitValue(), head(output));
    } finally {
      Files.deleteIfExists(output);
    }
  }

  boolean succeeded() {
    return exitCode == 0;
  }

  void orFail() throws ActionFailedException {
    if (!succeeded()) {
      String said = output.strip().replace("\n", " / ");
      throw new ActionFailedException(
          String.join(" ", words)
              + ": exit status "
              + exitCode
              + (said.isEmpty() ? "" : ": " + said));
    }
  }

  private static String head(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(OUTPUT_LIMIT), StandardCharsets.UTF_8);
    }
  }
}
