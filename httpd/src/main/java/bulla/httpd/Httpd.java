package bulla.httpd;

import bulla.httpd.core.ErrorLog;
import bulla.httpd.core.Generation;
import bulla.httpd.core.GenerationReader;
import bulla.httpd.core.InvalidConfigurationException;
import bulla.httpd.core.ProcessState;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;

/** The program httpd: does what its options say. */
public final class Httpd {
  private final HttpdOptions options;
  private final PrintStream out;
  private final PrintStream err;

  /** Makes the program; it says what it has to say on the two streams. */
  public Httpd(HttpdOptions options, PrintStream out, PrintStream err) {
    this.options = options;
    this.out = out;
    this.err = err;
  }

  /** Does it; gives the exit code. */
  public int run() {
    Path log = options.startupLog();
    if (log == null) {
      return act();
    }
    try (PrintStream file =
        new PrintStream(
            Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
            true,
            StandardCharsets.UTF_8)) {
      return new Httpd(options, out, file).act();
    } catch (IOException refused) {
      err.println("httpd: could not open error log file " + log + ": " + refused.getMessage());
      return 1;
    }
  }

  private int act() {
    return switch (options.action()) {
      case SHOW_VERSION -> show(Dumps.version());
      case SHOW_SETTINGS -> show(Dumps.settings(options));
      case SHOW_BUILT_IN -> show(Dumps.builtIn());
      case SHOW_DIRECTIVES -> show(Dumps.directives());
      case START, STOP, RESTART, GRACEFUL, GRACEFUL_STOP, TEST, SHOW_HOSTS, SHOW_MODULES ->
          withConfiguration();
    };
  }

  private int withConfiguration() {
    Generation generation;
    try {
      generation = read(options, err, new ProcessState());
    } catch (InvalidConfigurationException invalid) {
      invalid.lines(options.program()).forEach(err::println);
      return 1;
    }
    generation.warnings().forEach(err::println);
    return switch (options.action()) {
      case TEST -> test(generation);
      case SHOW_HOSTS -> show(Dumps.hostsAndSettings(generation, options));
      case SHOW_MODULES -> show(Dumps.modules(generation));
      default -> new Control(options, generation, out, err).run();
    };
  }

  private int test(Generation generation) {
    boolean shown = false;
    if (options.defined("DUMP_VHOSTS")) {
      show(Dumps.hosts(generation));
      shown = true;
    }
    if (options.defined("DUMP_RUN_CFG")) {
      show(Dumps.settings(generation, options));
      shown = true;
    }
    if (options.defined("DUMP_MODULES")) {
      show(Dumps.modules(generation));
      shown = true;
    }
    if (options.defined("DUMP_INCLUDES")) {
      show(Dumps.inclusions(generation));
      shown = true;
    }
    if (!shown || options.action() == HttpdOptions.Action.TEST) {
      err.println("Syntax OK");
    }
    return 0;
  }

  private int show(List<String> lines) {
    lines.forEach(out::println);
    return 0;
  }

  /**
   * Reads the configuration that the options name.
   *
   * @param terminal takes what is logged before the error logs are open
   * @param process what is kept from one reading to the next
   */
  static Generation read(HttpdOptions options, OutputStream terminal, ProcessState process)
      throws InvalidConfigurationException {
    InstantSource clock = InstantSource.system();
    return new GenerationReader(Modules.all(), Modules.BUILT_IN, clock, process)
        .starting(options.startupLevel(), options.documentRoots())
        .read(
            new GenerationReader.From(
                options.configurationFile(),
                options.serverRoot(),
                options.defines(),
                options.before(),
                options.after(),
                System.getenv()),
            ErrorLog.on(terminal, clock));
  }
}
