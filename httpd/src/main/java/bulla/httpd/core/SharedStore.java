package bulla.httpd.core;

import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What servers keep together, by key. Its methods may block. A store that cannot be reached is told
 * to the log, left alone for a while, and counts as empty meanwhile. Thread-safe.
 */
public interface SharedStore extends AutoCloseable {

  /** What is kept under a key; null if nothing is. Whoever shares the store may have written it. */
  byte @Nullable [] find(String key);

  /** Keeps a value for a time. */
  void keep(String key, byte[] value, Duration life);

  /**
   * Keeps a value for a time unless what is there by then is to stay.
   *
   * @param stays told what is there; asked again if another server has changed it meanwhile
   */
  void keepUnless(String key, byte[] value, Duration life, Predicate<byte[]> stays);

  /** Forgets a key. */
  void forget(String key);

  @Override
  void close();
}
