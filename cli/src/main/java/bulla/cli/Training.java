package bulla.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;

/**
 * The training run of the ahead-of-time cache: does what every program does at its start, so that
 * the classes for it are in the cache. Not a program of its own; its output goes nowhere.
 */
public final class Training {
  private Training() {}

  /** Runs the lines. */
  public static void main(String[] arguments) {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    Console console = new Console(InputStream.nullInputStream(), nowhere, nowhere);
    for (List<String> line : List.of(List.of("--version"), List.of("--help"))) {
      Main.run(line, console);
    }
  }
}
