package bulla.cli;

import bulla.agent.Agent;
import bulla.agent.ConfigurationException;
import bulla.agent.Daemon;
import bulla.agent.Manifest;
import bulla.agent.ManifestFolder;
import bulla.agent.MetricsServer;
import bulla.agent.Settings;
import bulla.agent.SettingsReader;
import bulla.agent.StarterConfiguration;
import bulla.posix.Signal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code certmgr}: keeps certificates in place. */
final class CertmgrProgram implements Program {
  private static final Logger LOG = LoggerFactory.getLogger("certmgr");
  private static final int WRONG_USE = 255;

  @Override
  public int run(List<String> arguments, Console console) {
    LogrusLog.install(console.err(), false, Settings.LogLevel.INFO);
    ParseResult parsed;
    try {
      parsed = CertmgrCommands.parse(arguments);
    } catch (ParameterException e) {
      console.err().println("Error: " + e.getMessage());
      e.getCommandLine().usage(console.err());
      return WRONG_USE;
    }
    ParseResult command = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
    if (command.isUsageHelpRequested() || name(command).equals("help")) {
      parsed.commandSpec().commandLine().usage(console.out());
      return 0;
    }
    try {
      return run(name(command), command, console);
    } catch (ConfigurationException e) {
      e.problems().forEach(problem -> LOG.error(problem.toString()));
      return 1;
    } catch (IOException e) {
      LOG.error(e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static int run(String name, ParseResult command, Console console)
      throws ConfigurationException, IOException, InterruptedException {
    if (name.equals("genconfig")) {
      return generate(command);
    }
    if (name.equals("version")) {
      console.out().printf("certmgr version %s%n", Version.number());
      console.out().printf("\tbuilt with Java %s%n", Runtime.version().feature());
    }
    Settings settings =
        SettingsReader.read(
            path(CertmgrCommands.value(command, "--config")), flags(command), System.getenv());
    LogrusLog.install(console.err(), settings.logJson(), settings.logLevel());
    if (name.equals("version")) {
      console.out().print(settings.summary());
      return 0;
    }
    List<Manifest> manifests = ManifestFolder.read(settings);
    Agent agent = new Agent(InstantSource.system(), new Random());
    return switch (name) {
      case "check" -> refused(agent.check(manifests, true)) ? 1 : 0;
      case "ensure" -> ensure(command, agent, manifests);
      case "clean" -> {
        agent.clean(manifests);
        yield 0;
      }
      default -> daemon(command, settings, agent, manifests);
    };
  }

  private static int ensure(ParseResult command, Agent agent, List<Manifest> manifests)
      throws InterruptedException {
    if (manifests.isEmpty() && !CertmgrCommands.given(command, "--allowZeroSpecs")) {
      LOG.error("no specs were found");
      return 1;
    }
    return agent.ensure(
            manifests,
            CertmgrCommands.given(command, "--enableActions"),
            CertmgrCommands.given(command, "--forceRegen"))
        ? 0
        : 1;
  }

  private static int daemon(
      ParseResult command, Settings settings, Agent agent, List<Manifest> manifests)
      throws IOException, InterruptedException {
    if (manifests.isEmpty()) {
      boolean required = CertmgrCommands.given(command, "--requireSpecs");
      LOG.warn("no specs were found in {}", settings.dir());
      return required ? 1 : 0;
    }
    if (refused(agent.check(manifests, false))) {
      return 1;
    }
    Daemon daemon = new Daemon(settings, agent);
    Signals.on(Signal.HUP, daemon::reload);
    Signals.on(Signal.TERM, daemon::end);
    Signals.on(Signal.INT, daemon::end);
    try (MetricsServer _ = metrics(settings, agent)) {
      daemon.start(manifests);
      daemon.awaitEnd();
    }
    return 0;
  }

  private static @Nullable MetricsServer metrics(Settings settings, Agent agent)
      throws IOException {
    String address = settings.metricsAddress();
    if (address == null) {
      LOG.warn("metrics_address or metrics_port is not set: there is no metrics server");
      return null;
    }
    return MetricsServer.start(
        new InetSocketAddress(address, settings.metricsPort()),
        agent.metrics(),
        InstantSource.system().instant());
  }

  private static int generate(ParseResult command) throws IOException {
    Path named = path(CertmgrCommands.value(command, "--config"));
    Path file = named == null ? Path.of("/etc/certmgr/certmgr.yaml") : named;
    Map<String, String> flags = flags(command);
    try {
      StarterConfiguration.write(
          file,
          Path.of(flags.getOrDefault("dir", "/etc/certmgr/conf.d")),
          flags.getOrDefault("svcmgr", "systemd"),
          flags.getOrDefault("before", "72h"),
          flags.getOrDefault("interval", "1h"),
          CertmgrCommands.given(command, "--force"));
      return 0;
    } catch (FileAlreadyExistsException e) {
      LOG.error("{} is there already; --force replaces it", file);
      return 1;
    }
  }

  private static boolean refused(List<String> problems) {
    problems.forEach(LOG::error);
    return !problems.isEmpty();
  }

  private static Map<String, String> flags(ParseResult command) {
    Map<String, String> flags = new HashMap<>();
    CertmgrCommands.SETTINGS.forEach(
        (option, key) -> {
          String value = CertmgrCommands.value(command, option);
          if (value != null) {
            flags.put(key, value);
          }
        });
    return flags;
  }

  private static @Nullable Path path(@Nullable String text) {
    return text == null ? null : Path.of(text);
  }

  private static String name(ParseResult command) {
    return command.commandSpec().name();
  }
}
