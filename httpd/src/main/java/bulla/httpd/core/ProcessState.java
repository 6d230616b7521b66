package bulla.httpd.core;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What outlives a generation of the server: made once for the process and handed to each of its
 * generations. Thread-safe.
 */
public final class ProcessState {
  private final Map<Class<?>, Object> parts = new ConcurrentHashMap<>();

  /** What is kept under a type; made the first time that it is asked for. */
  public <T> T part(Class<T> type, Supplier<T> make) {
    return type.cast(parts.computeIfAbsent(type, missing -> make.get()));
  }
}
