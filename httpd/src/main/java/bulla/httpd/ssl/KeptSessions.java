package bulla.httpd.ssl;

import bulla.tls.SessionCache;
import bulla.tls.TicketKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What lets clients come back after a reload: the keys of their tickets, and the cache of sessions
 * without tickets. Thread-safe.
 */
final class KeptSessions {
  private final Map<Path, TicketKeys> ofFiles = new HashMap<>();
  private @Nullable TicketKeys own;
  private @Nullable Object description;
  private @Nullable SessionCache cache;

  /** The keys that nobody else has. */
  synchronized TicketKeys own(InstantSource clock, Duration life) {
    TicketKeys keys = own;
    if (keys == null) {
      keys = TicketKeys.random(clock, life);
      own = keys;
    }
    return keys;
  }

  /** The keys of a file; null if it has not been used yet. */
  synchronized @Nullable TicketKeys of(Path file) {
    return ofFiles.get(file);
  }

  /** From now on these are the keys of a file. */
  synchronized void use(Path file, TicketKeys keys) {
    ofFiles.put(file, keys);
  }

  /** The cache that is in use; null if it is another, or there is none. */
  synchronized @Nullable SessionCache cache(Object wanted) {
    return wanted.equals(description) ? cache : null;
  }

  /**
   * From now on this is the cache. Handshakes of the generation before find nothing in theirs any
   * more, which they can live with.
   */
  synchronized void use(Object newDescription, @Nullable SessionCache newCache) {
    if (cache instanceof SharedSessions before && !before.equals(newCache)) {
      before.close();
    }
    description = newDescription;
    cache = newCache;
  }
}
