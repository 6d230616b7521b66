package bulla.cli.training;

import bulla.cli.Console;
import bulla.cli.Main;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The training run of the ahead-of-time cache (JEP 514): does what the programs do at their start,
 * and then serves a while, so that the classes are in the cache, loaded and linked. Not a program
 * of its own; its output goes nowhere.
 */
public final class Training {
  private Training() {}

  /** Runs the lines, then serves. */
  public static void main(String[] arguments) throws InterruptedException {
    int code = 0;
    try {
      train();
    } catch (IOException | IllegalStateException failure) {
      System.err.println("the training run failed: " + failure.getMessage());
      code = 1;
    }
    // The servers would go on; what they have loaded is what this was for.
    System.exit(code);
  }

  private static void train() throws IOException, InterruptedException {
    run("", List.of("--version"));
    run("", List.of("--help"));
    Path folder = Files.createTempDirectory("bulla-training");
    try {
      TrainingSite site = TrainingSite.make(folder);
      Thread.ofPlatform().daemon().start(() -> run("", site.responder()));
      Thread.ofPlatform().daemon().start(() -> run("", site.command()));
      TrainingLoad.at(site).run();
    } finally {
      delete(folder);
    }
  }

  /** Runs a program on its input and gives what it prints. */
  static String run(String input, List<String> line) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    InputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    int code =
        Main.run(
            line,
            new Console(
                in,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8)));
    if (code != 0) {
      throw new IllegalStateException(
          line + " ended with " + code + ": " + err.toString(StandardCharsets.UTF_8));
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
