package bulla.cli;

import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Flags as Go's programs take them: {@code -port 9401}, {@code -port=9401}, one dash or two. */
final class GoOptions {
  /** As Go's flag package ends. */
  static final int WRONG_FLAG = 2;

  private final CommandSpec command;

  GoOptions(String name, String description) {
    command = CommandSpec.create().name(name);
    command.usageMessage().description(description);
    command.parser().posixClusteredShortOptionsAllowed(false);
    command.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("this text").build());
  }

  GoOptions text(String name, @Nullable String otherwise, String description) {
    return option(name, String.class, otherwise, description);
  }

  GoOptions number(String name, int otherwise, String description) {
    return option(name, Integer.class, Integer.toString(otherwise), description);
  }

  /**
   * Parses the arguments and does what they ask for.
   *
   * @return the exit code of that, 0 after the usage that was asked for, or 2 after what is wrong
   */
  int run(List<String> arguments, Console console, ToIntFunction<ParseResult> asked) {
    CommandLine line = new CommandLine(command);
    ParseResult parsed;
    try {
      parsed = line.parseArgs(arguments.toArray(String[]::new));
    } catch (ParameterException e) {
      console.err().println(e.getMessage());
      line.usage(console.err());
      return WRONG_FLAG;
    }
    if (parsed.isUsageHelpRequested()) {
      line.usage(console.out());
      return 0;
    }
    return asked.applyAsInt(parsed);
  }

  static String text(ParseResult parsed, String name) {
    String text = parsed.matchedOptionValue("-" + name, "");
    return text.isEmpty() ? defaultOf(parsed, name) : text;
  }

  static int number(ParseResult parsed, String name) {
    return parsed.matchedOptionValue("-" + name, Integer.parseInt(defaultOf(parsed, name)));
  }

  private static String defaultOf(ParseResult parsed, String name) {
    OptionSpec option = parsed.commandSpec().findOption("-" + name);
    String otherwise = option == null ? null : option.defaultValue();
    return otherwise == null ? "" : otherwise;
  }

  private GoOptions option(
      String name, Class<?> type, @Nullable String otherwise, String description) {
    command.addOption(
        OptionSpec.builder("-" + name, "--" + name)
            .type(type)
            .paramLabel(name.toUpperCase(java.util.Locale.ROOT))
            .defaultValue(otherwise)
            .description(description)
            .build());
    return this;
  }
}
