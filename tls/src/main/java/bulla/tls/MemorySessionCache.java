package bulla.tls;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps sessions in this process, as many as fit; the oldest make room. Thread-safe. */
public final class MemorySessionCache implements SessionCache {

  /** What an entry costs beyond its bytes. */
  private static final int OVERHEAD = 100;

  private final long size;
  private final InstantSource clock;
  private final LinkedHashMap<ByteBuffer, Entry> entries = new LinkedHashMap<>();
  private long used;

  private record Entry(byte[] session, Instant end) {
    int cost(ByteBuffer id) {
      return OVERHEAD + id.capacity() + session.length;
    }
  }

  /**
   * A cache.
   *
   * @param size bytes that it may take
   */
  public MemorySessionCache(long size, InstantSource clock) {
    this.size = size;
    this.clock = clock;
  }

  @Override
  public synchronized void keep(byte[] id, byte[] session, long seconds) {
    forget(id);
    ByteBuffer key = ByteBuffer.wrap(id.clone());
    Entry entry = new Entry(session.clone(), clock.instant().plusSeconds(seconds));
    if (entry.cost(key) > size) {
      return;
    }
    entries.put(key, entry);
    used += entry.cost(key);
    while (used > size) {
      Map.Entry<ByteBuffer, Entry> oldest = entries.firstEntry();
      entries.remove(oldest.getKey());
      used -= oldest.getValue().cost(oldest.getKey());
    }
  }

  @Override
  public synchronized byte @Nullable [] find(byte[] id) {
    Entry entry = entries.get(ByteBuffer.wrap(id));
    if (entry == null) {
      return null;
    }
    if (!clock.instant().isBefore(entry.end())) {
      forget(id);
      return null;
    }
    return entry.session().clone();
  }

  @Override
  public synchronized void forget(byte[] id) {
    ByteBuffer key = ByteBuffer.wrap(id);
    Entry entry = entries.remove(key);
    if (entry != null) {
      used -= entry.cost(key);
    }
  }

  @Override
  public boolean mayBlock() {
    return false;
  }
}
