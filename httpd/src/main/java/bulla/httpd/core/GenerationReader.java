package bulla.httpd.core;

import bulla.apacheconf.Configuration;
import bulla.apacheconf.ConfigurationError;
import bulla.apacheconf.ConfigurationException;
import bulla.apacheconf.ConfigurationReader;
import bulla.apacheconf.ConfigurationSource;
import bulla.apacheconf.DirectiveTable;
import bulla.apacheconf.Names;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads a configuration and makes a generation of the server of it, or tells all that is wrong. */
public final class GenerationReader {
  private final List<HttpdModule> modules;
  private final Set<String> builtIn;
  private final InstantSource clock;
  private final ProcessState process;
  private LogLevel startupLevel = LogLevel.NOTICE;
  private boolean documentRoots = true;

  /**
   * Makes a reader, for one reading.
   *
   * @param modules all modules that there are, new ones, in the order in which hooks are asked
   * @param builtIn the identifiers of those that need no LoadModule
   * @param process what the generation shares with those before it
   */
  public GenerationReader(
      List<HttpdModule> modules, Set<String> builtIn, InstantSource clock, ProcessState process) {
    this.modules = List.copyOf(modules);
    this.builtIn = Set.copyOf(builtIn);
    this.clock = clock;
    this.process = process;
  }

  /**
   * Changes how the reading goes.
   *
   * @param level how grave it must be to be told to the terminal
   * @param checkDocumentRoots whether DocumentRoots must be there
   */
  public GenerationReader starting(LogLevel level, boolean checkDocumentRoots) {
    startupLevel = level;
    documentRoots = checkDocumentRoots;
    return this;
  }

  /** Where a configuration comes from; see {@link ConfigurationSource}. */
  public record From(
      Path file,
      Path serverRoot,
      List<String> defines,
      List<String> before,
      List<String> after,
      Map<String, String> environment) {
    public From {
      defines = List.copyOf(defines);
      before = List.copyOf(before);
      after = List.copyOf(after);
      environment = Map.copyOf(environment);
    }
  }

  /**
   * Reads.
   *
   * @param terminal takes what is logged before the error logs are open
   * @throws InvalidConfigurationException with every error
   */
  public Generation read(From from, ErrorLog terminal) throws InvalidConfigurationException {
    LoadedModules loaded = new LoadedModules(modules, builtIn);
    DirectiveTable everything =
        DirectiveTable.of(
            modules.stream()
                .flatMap(module -> module.directives().stream())
                .map(DirectiveRule::declaration)
                .toList());
    ConfigurationSource source =
        new ConfigurationSource(
            from.file(),
            from.serverRoot(),
            from.defines(),
            from.before(),
            from.after(),
            from.environment(),
            ServerSoftware.VERSION,
            loaded,
            everything::spelling);
    Configuration configuration = read(source);
    if (startupLevel.compareTo(LogLevel.DEBUG) >= 0) {
      loaded
          .told()
          .forEach(
              message ->
                  terminal.write(
                      new ErrorLogLine("so", LogLevel.DEBUG, null, null, message, null)));
    }
    Hooks hooks = new Hooks();
    loaded.modules().forEach(module -> module.register(hooks));
    Supplier<ConfigurationWalk> walks = walks(loaded, hooks, configuration);
    ConfigurationWalk walk = walks.get();
    Frame frame = walk.server(configuration.nodes());
    ServerContext server = ServerBuilder.build(frame, configuration, terminal, clock, process);
    checkServer(server, walk);
    if (walk.errors().isEmpty()) {
      loaded.modules().forEach(module -> module.check(server, walk));
    }
    if (!walk.errors().isEmpty()) {
      throw new InvalidConfigurationException(walk.errors(), false);
    }
    List<String> warnings = new ArrayList<>();
    configuration
        .warnings()
        .forEach(warning -> warnings.add(warning.message() + " (" + warning.at() + ")"));
    warnings.addAll(walk.warnings());
    ServerSoftware software = new ServerSoftware(List.of());
    for (HttpdModule module : loaded.modules()) {
      for (String component : module.softwareComponents()) {
        software = software.with(component);
      }
    }
    return new Generation(
        configuration,
        server,
        loaded.modules(),
        loaded.absent(),
        hooks,
        software,
        warnings,
        new HtaccessFiles(source, walks));
  }

  private static Configuration read(ConfigurationSource source)
      throws InvalidConfigurationException {
    try {
      return ConfigurationReader.read(source);
    } catch (ConfigurationException unreadable) {
      throw new InvalidConfigurationException(unreadable.errors(), true);
    }
  }

  private Supplier<ConfigurationWalk> walks(
      LoadedModules loaded, Hooks hooks, Configuration configuration) {
    List<DirectiveRule> rules =
        loaded.modules().stream().flatMap(module -> module.directives().stream()).toList();
    Map<String, HttpdModule> notLoaded = loaded.notLoaded();
    Map<String, String> names = loaded.shortNames();
    Names expressions = new ServerNames(hooks);
    return () ->
        new ConfigurationWalk(
            rules,
            names,
            error -> refine(error, notLoaded),
            expressions,
            configuration.serverRoot(),
            documentRoots);
  }

  /** Tells of a directive whose module is there and was not loaded, how to load it. */
  private static ConfigurationError refine(
      ConfigurationError error, Map<String, HttpdModule> notLoaded) {
    @Nullable HttpdModule owner =
        error.message().startsWith("Invalid command")
            ? LoadedModules.owner(notLoaded, error.message())
            : null;
    return owner == null
        ? error
        : new ConfigurationError(
            error.at(),
            error.message(),
            "it belongs to "
                + owner.file()
                + ", which is not loaded: add LoadModule "
                + owner.identifier()
                + " modules/"
                + owner.file().replace(".c", ".so"));
  }

  private static void checkServer(ServerContext server, ConfigurationWalk walk) {
    if (server.main().serverName() == null) {
      walk.warn(
          null,
          "AH00558: httpd: Could not reliably determine the server's fully qualified domain name,"
              + " using "
              + HostNames.local()
              + ". Set the 'ServerName' directive globally to suppress this message");
    }
  }
}
