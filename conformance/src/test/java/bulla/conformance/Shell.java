package bulla.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs as their users do. */
final class Shell {
  private Shell() {}

  /** What a program said; {@code code} is its exit code. */
  record Result(int code, String out, String err) {
    String all() {
      return out + err;
    }
  }

  /** Runs a program to its end, at most two minutes. */
  static Result run(List<String> words) throws IOException, InterruptedException {
    return run(words, "");
  }

  static Result run(List<String> words, String input) throws IOException, InterruptedException {
    return run(words, input, 120);
  }

  static Result run(List<String> words, String input, int seconds)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("bulla", ".out");
    Path err = Files.createTempFile("bulla", ".err");
    try {
      Process process =
          new ProcessBuilder(words)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException ended) {
        // It ended before it read its input; its exit code tells.
      }
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new IOException("took longer than " + seconds + " s: " + words);
      }
      return new Result(
          process.exitValue(),
          Files.readString(out, StandardCharsets.ISO_8859_1),
          Files.readString(err, StandardCharsets.ISO_8859_1));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** Runs a program that must succeed. */
  static String must(String... words) throws IOException, InterruptedException {
    Result result = run(List.of(words));
    if (result.code() != 0) {
      throw new IOException(List.of(words) + " ended with " + result.code() + ": " + result.all());
    }
    return result.out();
  }

  /** Whether a program is installed. */
  static boolean installed(String program) {
    for (String folder :
        "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".split(":")) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }

  /** The words of a {@code ./bulla} command. */
  static List<String> bulla(String... words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of("..", "bulla").toAbsolutePath().normalize().toString());
    command.addAll(List.of(words));
    return command;
  }
}
