package bulla.agent;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads {@code svcmgr}, {@code service}, {@code action} and their flag from a manifest. */
final class ServiceActionReader {
  private static final Logger LOG = LoggerFactory.getLogger("certmgr");

  private ServiceActionReader() {}

  static ServiceAction read(Fields fields, Settings settings) {
    String own = fields.textIfAny("svcmgr");
    String manager = own == null ? settings.serviceManager() : own;
    String service = fields.textIfAny("service");
    String action = fields.textIfAny("action");
    boolean onlyIfRunning = fields.truth("take_actions_only_if_running");
    return switch (manager) {
      case "", "dummy" -> new ServiceAction.None();
      case "command" -> shell(fields, service, action);
      case "systemd", "sysv", "openrc", "circus" -> {
        ServiceManager backend = ServiceManager.valueOf(manager.toUpperCase(Locale.ROOT));
        yield unit(fields, backend, service, action, onlyIfRunning);
      }
      default -> {
        fields.problem("svcmgr", "service backend " + manager + " isn't supported");
        yield new ServiceAction.None();
      }
    };
  }

  private static ServiceAction unit(
      Fields fields,
      ServiceManager manager,
      @Nullable String service,
      @Nullable String action,
      boolean onlyIfRunning) {
    if (service == null) {
      fields.problem("service", "service must name the unit to act on");
    } else if (service.startsWith("-")) {
      fields.problem("service", "service must not begin with a hyphen: it would be an option");
    }
    if (action == null || !(action.equals("restart") || action.equals("reload"))) {
      fields.problem("action", "action must be restart or reload");
    }
    return service == null || action == null
        ? new ServiceAction.None()
        : new ServiceAction.Unit(manager, service, action, onlyIfRunning);
  }

  private static ServiceAction shell(
      Fields fields, @Nullable String service, @Nullable String action) {
    if (service != null) {
      fields.problem("service", "service means nothing to svcmgr command: leave it out");
    }
    if (action == null) {
      fields.problem("action", "action must be the command to run");
      return new ServiceAction.None();
    }
    if (!onPath("bash")) {
      LOG.warn("bash is not on PATH: the action of a manifest cannot be checked before it runs");
      return new ServiceAction.Shell("sh", action);
    }
    check(fields, action);
    return new ServiceAction.Shell("bash", action);
  }

  private static void check(Fields fields, String action) {
    try {
      Command check = Command.run(List.of("bash", "-n", "-c", action), Map.of());
      if (!check.succeeded()) {
        fields.problem("action", "bash cannot parse the action: " + check.output().strip());
      }
    } catch (IOException e) {
      fields.problem("action", "the action cannot be checked: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean onPath(String program) {
    String path = System.getenv("PATH");
    return path != null
        && Pattern.compile(Pattern.quote(File.pathSeparator))
            .splitAsStream(path)
            .anyMatch(folder -> isProgram(folder, program));
  }

  private static boolean isProgram(String folder, String program) {
    try {
      return Files.isExecutable(Path.of(folder, program));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
