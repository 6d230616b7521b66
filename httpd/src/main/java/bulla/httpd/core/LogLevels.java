package bulla.httpd.core;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What LogLevel says: one level for all, and others for single modules.
 *
 * @param all for modules that are not named; null when only modules were
 * @param modules by the name that log lines use: {@code ssl}, {@code authz_core}
 */
public record LogLevels(@Nullable LogLevel all, Map<String, LogLevel> modules) {
  /** httpd's default. */
  public static final LogLevels DEFAULT = new LogLevels(LogLevel.WARN, Map.of());

  /** Nothing was said. */
  static final LogLevels UNSET = new LogLevels(null, Map.of());

  public LogLevels {
    modules = Map.copyOf(modules);
  }

  /** The level for a module. */
  public LogLevel of(String module) {
    LogLevel other = all == null ? LogLevel.WARN : all;
    return modules.isEmpty() ? other : modules.getOrDefault(module, other);
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

  LogLevels over(LogLevels outer) {
    if (all != null) {
      return this;
    }
    Map<String, LogLevel> merged = new HashMap<>(outer.modules);
    merged.putAll(modules);
    return new LogLevels(outer.all, merged);
  }
}
