package bulla.httpd.core;

import java.util.HashMap;
import java.util.Map;

/**
 * What LogLevel says: one level for all, and others for single modules.
 *
 * @param all for modules that are not named
 * @param modules by the name that log lines use: {@code ssl}, {@code authz_core}
 */
public record LogLevels(LogLevel all, Map<String, LogLevel> modules) {
  /** httpd's default. */
  public static final LogLevels DEFAULT = new LogLevels(LogLevel.WARN, Map.of());

  public LogLevels {
    modules = Map.copyOf(modules);
  }

  /** The level for a module. */
  public LogLevel of(String module) {
    return modules.isEmpty() ? all : modules.getOrDefault(module, all);
  }

  /** Whether a message of that module and level is to be written. */
  public boolean permit(String module, LogLevel level) {
    return level.compareTo(of(module)) <= 0;
  }

  LogLevels with(String module, LogLevel level) {
    Map<String, LogLevel> changed = new HashMap<>(modules);
    changed.put(module, level);
    return new LogLevels(all, changed);
  }
}
