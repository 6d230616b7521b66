package bulla.cli;

import java.util.List;

/** One personality: turns a command line into values, calls the module, gives the exit code. */
@FunctionalInterface
interface Program {
  /**
   * Runs to its end.
   *
   * @param arguments what stood after the program's name
   * @return the exit code
   */
  int run(List<String> arguments, Console console);
}
