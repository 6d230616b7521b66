package bulla.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Flags as Go's programs take them: {@code -port 9401}, {@code -port=9401}, one dash or two. */
final class GoOptions {
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

  /** The command line to parse with. */
  CommandLine commandLine() {
    return new CommandLine(command);
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
