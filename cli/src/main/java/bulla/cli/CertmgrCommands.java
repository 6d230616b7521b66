package bulla.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** certmgr's command line: commands, and flags that stand before or after them. */
final class CertmgrCommands {
  /** Flags that beat the configuration file, and their keys there. */
  static final Map<String, String> SETTINGS =
      Map.of(
          "--dir", "dir",
          "--svcmgr", "svcmgr",
          "--before", "before",
          "--interval", "interval",
          "--interval_splay", "interval_splay",
          "--initial_splay", "initial_splay",
          "--log.level", "log.level",
          "--log.json", "log.json");

  private CertmgrCommands() {}

  static ParseResult parse(List<String> arguments) {
    CommandSpec root = CommandSpec.create().name("certmgr");
    root.usageMessage().description("Manages TLS certificates: enrols, renews, restarts services.");
    text(root, "the configuration (default /etc/certmgr/certmgr.yaml)", "-f", "--config");
    text(root, "folder of the specs, or one spec", "-d", "--dir");
    text(root, "service manager: systemd, sysv, openrc, circus, command, dummy", "-m", "--svcmgr");
    text(root, "renew this long before the end (72h)", "-t", "--before");
    text(root, "time between checks (1h)", "-i", "--interval");
    text(root, "at most this is added to each interval by chance", "--interval_splay");
    text(root, "at most this is waited before the second check", "--initial_splay");
    text(root, "debug, info, warning or error", "-l", "--log.level");
    switches(root, ScopeType.INHERIT, "log JSON", "--log.json");
    switches(root, ScopeType.LOCAL, "no spec at all is an error", "--requireSpecs");
    root.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .scopeType(ScopeType.INHERIT)
            .description("this text")
            .build());
    add(root, "check", "load all specs and ask their CAs; exit 0 if all is well");
    add(root, "clean", "remove all files that the specs own");
    CommandSpec ensure = add(root, "ensure", "refresh what needs it, once");
    switches(ensure, ScopeType.LOCAL, "run actions too", "--enableActions");
    switches(ensure, ScopeType.LOCAL, "renew everything", "--forceRegen");
    switches(ensure, ScopeType.LOCAL, "no spec at all is no error", "-0", "--allowZeroSpecs");
    CommandSpec genconfig = add(root, "genconfig", "write a first configuration");
    switches(genconfig, ScopeType.LOCAL, "replace the one that is there", "--force");
    add(root, "version", "print version and configuration");
    add(root, "help", "this text");
    return new CommandLine(root).parseArgs(arguments.toArray(String[]::new));
  }

  /** A flag's value, or null; flags of the program count for its commands. */
  static @Nullable String value(ParseResult command, String option) {
    OptionSpec spec = command.commandSpec().findOption(option);
    Object value = spec == null ? null : spec.getValue();
    return value == null ? null : value.toString();
  }

  static boolean given(ParseResult command, String option) {
    return "true".equals(value(command, option));
  }

  private static CommandSpec add(CommandSpec root, String name, String description) {
    CommandSpec command = CommandSpec.create();
    command.usageMessage().description(description);
    root.addSubcommand(name, new CommandLine(command));
    return command;
  }

  private static void text(CommandSpec command, String description, String... names) {
    command.addOption(
        OptionSpec.builder(names)
            .type(String.class)
            .paramLabel("VALUE")
            .scopeType(ScopeType.INHERIT)
            .description(description)
            .build());
  }

  private static void switches(
      CommandSpec command, ScopeType scope, String description, String... names) {
    command.addOption(
        OptionSpec.builder(names)
            .type(Boolean.class)
            .arity("0..1")
            .scopeType(scope)
            .description(description)
            .build());
  }
}
