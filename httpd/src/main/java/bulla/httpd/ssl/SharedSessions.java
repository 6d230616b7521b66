package bulla.httpd.ssl;

import bulla.httpd.core.SharedStore;
import bulla.tls.SessionCache;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sessions in a store that servers share. Thread-safe. */
final class SharedSessions implements SessionCache, AutoCloseable {
  /** What the keys of sessions begin with. */
  static final String PURPOSE = "bulla-tls-session:";

  private static final int WAITING = 1000;

  private final SharedStore store;

  /** Handshakes do not wait for what they leave behind; when too much waits it is dropped. */
  private final ThreadPoolExecutor writer =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          Thread.ofPlatform().daemon().name("bulla-sessions").factory(),
          new ThreadPoolExecutor.DiscardPolicy());

  /** Sessions in a store, which is closed with this. */
  SharedSessions(SharedStore store) {
    this.store = store;
  }

  @Override
  public void keep(byte[] id, byte[] session, long seconds) {
    writer.execute(() -> store.keep(key(id), session, Duration.ofSeconds(seconds)));
  }

  @Override
  public byte @Nullable [] find(byte[] id) {
    return store.find(key(id));
  }

  @Override
  public void forget(byte[] id) {
    writer.execute(() -> store.forget(key(id)));
  }

  @Override
  public boolean mayBlock() {
    return true;
  }

  @Override
  public void close() {
    writer.shutdownNow();
    store.close();
  }

  private static String key(byte[] id) {
    return HexFormat.of().formatHex(id);
  }
}
