package bulla.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Where every program starts. */
public final class Main {
  private Main() {}

  /** Runs the program that the first argument names; ends the process with its exit code. */
  public static void main(String[] arguments) {
    Console console = new Console(System.in, utf8(System.out), utf8(System.err));
    int code = run(Arrays.asList(arguments), console);
    console.out().flush();
    console.err().flush();
    System.exit(code);
  }

  /** Runs the program that the first argument names; gives its exit code. */
  public static int run(List<String> arguments, Console console) {
    if (arguments.isEmpty()) {
      console.err().print(Programs.usage());
      return 1;
    }
    String first = arguments.getFirst();
    return switch (first) {
      case "-h", "--help", "help" -> {
        console.out().print(Programs.usage());
        yield 0;
      }
      case "-V", "--version", "version" -> {
        console.out().println(Version.text());
        yield 0;
      }
      default -> {
        Program program = Programs.named(first);
        if (program == null) {
          console
              .err()
              .printf("bulla: there is no program '%s'; 'bulla --help' lists them%n", first);
          yield 1;
        }
        yield program.run(arguments.subList(1, arguments.size()), console);
      }
    };
  }

  private static PrintStream utf8(PrintStream stream) {
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
  }
}
