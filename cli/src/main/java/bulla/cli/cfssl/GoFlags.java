package bulla.cli.cfssl;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Command line flags in the notation of Go's flag package: {@code -name value}, {@code
 * -name=value}, with one dash or two; a truth value is set by its name alone; the first word
 * without a dash, or {@code --}, ends the flags.
 */
final class GoFlags {
  private final Map<String, String> values = new LinkedHashMap<>();
  private final List<String> arguments;

  /**
   * A flag that a program knows.
   *
   * @param initial its value when it is not given; {@code true} or {@code false} make it a truth
   *     value
   */
  record Flag(String name, String initial, String usage) {
    boolean isTruth() {
      return initial.equals("true") || initial.equals("false");
    }
  }

  /** The command line cannot be understood, or asks for help: then the message is empty. */
  static final class FlagException extends Exception {
    private static final long serialVersionUID = 1L;

    FlagException(String message) {
      super(message);
    }

    /** Prints the usage that was asked for, or what is wrong and the usage; the exit code. */
    int tell(PrintStream out, PrintStream err, String usage) {
      boolean help = String.valueOf(getMessage()).isEmpty();
      if (!help) {
        err.println(getMessage());
      }
      (help ? out : err).print(usage);
      return help ? 0 : 2;
    }
  }

  /** Takes the flags from the front of the words. */
  GoFlags(List<Flag> known, List<String> words) throws FlagException {
    known.forEach(flag -> values.put(flag.name(), flag.initial()));
    int next = 0;
    while (next < words.size()) {
      String word = words.get(next);
      if (word.equals("--")) {
        next++;
        break;
      }
      if (!word.startsWith("-") || word.equals("-")) {
        break;
      }
      next = take(known, words, next);
    }
    arguments = List.copyOf(words.subList(next, words.size()));
  }

  /** The value given last, or the initial one. */
  String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no flag -" + name);
    }
    return value;
  }

  /** Whether a truth value is set. */
  boolean isSet(String name) {
    return text(name).equals("true");
  }

  /** What stands behind the flags. */
  List<String> arguments() {
    return arguments;
  }

  /** The usage lines of flags, as Go prints them. */
  static String usage(List<Flag> flags) {
    StringBuilder text = new StringBuilder();
    for (Flag flag : flags) {
      String shown = flag.initial().isEmpty() || flag.isTruth() ? "" : flag.initial();
      text.append("  -").append(flag.name()).append(flag.isTruth() ? "\n" : " string\n");
      text.append("    \t").append(flag.usage());
      text.append(shown.isEmpty() ? "\n" : " (default \"%s\")%n".formatted(shown));
    }
    return text.toString();
  }

  private int take(List<Flag> known, List<String> words, int at) throws FlagException {
    String word = words.get(at);
    String body = word.substring(word.startsWith("--") ? 2 : 1);
    int equals = body.indexOf('=');
    String name = equals < 0 ? body : body.substring(0, equals);
    @Nullable String value = equals < 0 ? null : body.substring(equals + 1);
    if (name.isEmpty() || name.startsWith("-")) {
      throw new FlagException("bad flag syntax: " + word);
    }
    Flag flag = known.stream().filter(each -> each.name().equals(name)).findFirst().orElse(null);
    if (flag == null) {
      boolean help = name.equals("h") || name.equals("help");
      throw new FlagException(help ? "" : "flag provided but not defined: -" + name);
    }
    if (flag.isTruth()) {
      values.put(name, truth(name, value == null ? "true" : value));
      return at + 1;
    }
    if (value != null) {
      values.put(name, value);
      return at + 1;
    }
    if (at + 1 >= words.size()) {
      throw new FlagException("flag needs an argument: -" + name);
    }
    values.put(name, words.get(at + 1));
    return at + 2;
  }

  private static String truth(String name, String value) throws FlagException {
    return switch (value) {
      case "1", "t", "T", "true", "TRUE", "True" -> "true";
      case "0", "f", "F", "false", "FALSE", "False" -> "false";
      default ->
          throw new FlagException(
              "invalid boolean value \"%s\" for -%s: parse error".formatted(value, name));
    };
  }
}
