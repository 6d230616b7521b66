package bulla.httpd.ssl;

import bulla.apacheconf.DirectiveDeclaration.Arguments;
import bulla.apacheconf.Node;
import bulla.httpd.core.DirectiveScope;
import bulla.httpd.core.Rules;
import bulla.httpd.core.RuntimeFiles;
import bulla.httpd.core.ServerContext;
import bulla.httpd.core.Setting;
import java.nio.file.Path;
import java.util.Optional;

/** BullaRefusals: where the records of refusals are kept. */
public final class RefusalSettings {
  private RefusalSettings() {}

  /** What was written. */
  sealed interface Choice {
    /** Nothing: beside the PidFile. */
    record Usual() implements Choice {}

    /** {@code off}. */
    record Off() implements Choice {}

    /** A directory. */
    record In(Path directory) implements Choice {}
  }

  /** Of the main server alone. */
  static final Setting<Choice> CHOICE = Setting.of("BullaRefusals", new Choice.Usual());

  static void addTo(Rules rules) {
    rules.server(
        "BullaRefusals",
        Arguments.ONE,
        "Directory that keeps what 'bulla explain' tells of refused clients ('/path/to/dir',"
            + " 'off')",
        RefusalSettings::refusals);
  }

  private static void refusals(Node.Directive directive, DirectiveScope scope) {
    String argument = directive.arguments().getFirst();
    scope
        .server()
        .set(
            CHOICE,
            argument.equalsIgnoreCase("off")
                ? new Choice.Off()
                : new Choice.In(scope.resolve(argument)));
  }

  /** The directory of a server's records; empty where none are kept. */
  public static Optional<Path> directory(ServerContext server) {
    return switch (server.main().settings().get(CHOICE)) {
      case Choice.Off off -> Optional.empty();
      case Choice.In(Path directory) -> Optional.of(directory);
      case Choice.Usual usual -> Optional.of(RuntimeFiles.directory(server, "refusals"));
    };
  }
}
