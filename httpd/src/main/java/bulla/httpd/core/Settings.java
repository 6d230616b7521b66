package bulla.httpd.core;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What one server, host or section configures. Immutable. */
public final class Settings {
  /** Nothing is configured. */
  public static final Settings NONE = new Settings(new IdentityHashMap<>());

  private final IdentityHashMap<Setting<?>, Object> values;

  private Settings(IdentityHashMap<Setting<?>, Object> values) {
    this.values = values;
  }

  /** The configured value, or the setting's initial one. */
  public <T> T get(Setting<T> setting) {
    return valueIn(values, setting);
  }

  /** Whether the setting was configured. */
  public boolean has(Setting<?> setting) {
    return values.containsKey(setting);
  }

  /** Whether nothing was configured. */
  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** These settings laid over outer ones: what is set here wins, or merges as its setting says. */
  public Settings over(Settings outer) {
    if (values.isEmpty()) {
      return outer;
    }
    if (outer.values.isEmpty()) {
      return this;
    }
    IdentityHashMap<Setting<?>, Object> merged = new IdentityHashMap<>(outer.values);
    values.keySet().forEach(setting -> mergeInto(merged, setting));
    return new Settings(merged);
  }

  private <T> void mergeInto(IdentityHashMap<Setting<?>, Object> merged, Setting<T> setting) {
    T inner = get(setting);
    merged.put(
        setting,
        merged.containsKey(setting) ? setting.merge(valueIn(merged, setting), inner) : inner);
  }

  /** Only {@link Builder#set} puts values in, with the setting's own type. */
  @SuppressWarnings("unchecked")
  private static <T> T valueIn(Map<Setting<?>, Object> values, Setting<T> setting) {
    Object value = values.get(setting);
    return value == null ? setting.initial() : (T) value;
  }

  /** Collects settings while directives are read. Not thread-safe. */
  public static final class Builder {
    private final IdentityHashMap<Setting<?>, Object> values = new IdentityHashMap<>();

    /** Configures a value; an earlier one is forgotten. */
    public <T> Builder set(Setting<T> setting, T value) {
      values.put(setting, value);
      return this;
    }

    /** Changes a value, from the initial one if there is none yet. */
    public <T> Builder update(Setting<T> setting, UnaryOperator<T> change) {
      return set(setting, change.apply(get(setting)));
    }

    /** The value so far, or the setting's initial one. */
    public <T> T get(Setting<T> setting) {
      return valueIn(values, setting);
    }

    /** Whether a value was configured. */
    public boolean has(Setting<?> setting) {
      return values.containsKey(setting);
    }

    /** What was collected so far. */
    public Settings build() {
      return values.isEmpty() ? NONE : new Settings(new IdentityHashMap<>(values));
    }
  }
}
