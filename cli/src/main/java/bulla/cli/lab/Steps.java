package bulla.cli.lab;

import bulla.cli.terminal.Terminal;
import java.io.PrintStream;

/** Prints one line a step and remembers whether all were as expected. */
final class Steps {
  private final PrintStream out;
  private final Terminal terminal;
  private int good;
  private int bad;

  Steps(PrintStream out, Terminal terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** A heading: a section of the article. */
  void section(String title) {
    out.println();
    out.println(title);
  }

  /**
   * One step.
   *
   * @param what the step, as a statement
   * @param expected what the article shows
   * @param came what was seen
   * @param holds whether they agree
   */
  void step(String what, String expected, String came, boolean holds) {
    if (holds) {
      good++;
      out.println(terminal.colour("32", "✓ ") + what);
    } else {
      bad++;
      out.println(
          terminal.colour("31", "✗ ")
              + what
              + ": expected "
              + expected
              + ", but came "
              + shortened(came));
    }
  }

  /** A step that holds when what came contains what is expected. */
  void contains(String what, String expected, String came) {
    step(what, "'" + expected + "'", came, came.contains(expected));
  }

  /** The last line; true if every step held. */
  boolean done() {
    out.println();
    out.printf("%d passed, %d failed%n", good, bad);
    return bad == 0;
  }

  private static String shortened(String came) {
    String line = came.strip().replaceAll("\\s*\\R\\s*", " | ");
    if (line.isEmpty()) {
      return "nothing";
    }
    return "'" + (line.length() > 600 ? "… " + line.substring(line.length() - 600) : line) + "'";
  }
}
