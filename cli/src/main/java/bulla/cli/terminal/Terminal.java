package bulla.cli.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What standard output can show.
 *
 * @param coloured whether it understands colours and is allowed to have them (no-color.org)
 * @param width columns; {@link #UNLIMITED} where nobody counts them
 */
public record Terminal(boolean coloured, int width) {
  /** The width of a file or a pipe. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  private static final int NARROWEST = 60;

  /** Standard output of this process. */
  public static Terminal ofStandardOutput() {
    boolean terminal = isTerminal();
    return new Terminal(
        terminal && System.getenv("NO_COLOR") == null, terminal ? columns() : UNLIMITED);
  }

  /** Text in a colour (ECMA-48 SGR), or as it is. */
  public String colour(String code, String text) {
    return coloured ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  private static boolean isTerminal() {
    Path standardOutput = Path.of("/proc/self/fd/1");
    try {
      return Files.isSymbolicLink(standardOutput)
          && Files.readSymbolicLink(standardOutput).startsWith("/dev");
    } catch (IOException unknown) {
      return false;
    }
  }

  private static int columns() {
    String told = System.getenv("COLUMNS");
    int columns =
        told != null && told.matches("[0-9]{1,4}")
            ? Integer.parseInt(told)
            : CommandSpec.create().usageMessage().autoWidth(true).width();
    return Math.max(columns, NARROWEST);
  }
}
