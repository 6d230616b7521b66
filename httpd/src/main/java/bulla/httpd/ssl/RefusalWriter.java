package bulla.httpd.ssl;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes records of refusals on a thread of its own, which begins with the first. A client can
 * cause any number: what cannot be written soon is left out, counted, and told of now and then;
 * nobody ever waits. Thread-safe.
 */
final class RefusalWriter implements AutoCloseable {
  private static final int MOST_WAITING = 1024;

  /** Octets. */
  private static final long MOST_MEMORY = 4L << 20;

  private static final Duration BETWEEN_WARNINGS = Duration.ofSeconds(10);
  private static final Duration LAST_WORDS = Duration.ofSeconds(3);

  private final RefusalFiles files;
  private final Consumer<String> warnings;
  private final Consumer<Dropped> drops;
  private final RefusalShares shares = new RefusalShares();

  /** An empty one wakes the thread up, so that it sees that it shall end. */
  private final BlockingQueue<Optional<Refusal>> waiting = new ArrayBlockingQueue<>(MOST_WAITING);

  private final AtomicLong memory = new AtomicLong();
  private final AtomicLong leftOut = new AtomicLong();
  private final AtomicBoolean started = new AtomicBoolean();
  private final Thread thread;
  private volatile boolean closed;
  private @Nullable String trouble;
  private long warned = System.nanoTime() - BETWEEN_WARNINGS.toNanos();

  /** Why a record is not kept. */
  enum Dropped {
    /** Too many came at once, or from one address. */
    LIMIT,

    /** The file could not be written. */
    WRITE
  }

  /**
   * A writer that has written nothing yet.
   *
   * @param warnings told of what could not be written, on the writer's thread
   * @param drops told of each record that is not kept, on any thread; must not block
   */
  RefusalWriter(RefusalFiles files, Consumer<String> warnings, Consumer<Dropped> drops) {
    this.files = files;
    this.warnings = warnings;
    this.drops = drops;
    this.thread = Thread.ofPlatform().daemon().name("bulla-refusals").unstarted(this::write);
  }

  /** Has a record written soon; false if it will not be. Returns at once. */
  boolean offer(Refusal refusal) {
    int size = refusal.size();
    boolean room =
        memory.addAndGet(size) <= MOST_MEMORY
            && !closed
            && shares.take(refusal.client())
            && waiting.offer(Optional.of(refusal));
    if (!room) {
      memory.addAndGet(-size);
      drop(Dropped.LIMIT);
    }
    if (!started.getAndSet(true)) {
      thread.start();
    }
    return room;
  }

  /** Writes what waits, for three seconds at most, and ends. */
  @Override
  public void close() {
    closed = true;
    if (started.getAndSet(true)) {
      // If there is no room it is awake. An interrupt would close the file under the last record.
      boolean _ = waiting.offer(Optional.empty());
      try {
        thread.join(LAST_WORDS);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void write() {
    try {
      while (!closed) {
        Optional<Refusal> next = waiting.poll(BETWEEN_WARNINGS.toMillis(), TimeUnit.MILLISECONDS);
        if (next != null) {
          next.ifPresent(this::write);
        }
        warn();
      }
    } catch (InterruptedException nobodys) {
      Thread.currentThread().interrupt();
    }
    List<Optional<Refusal>> last = new ArrayList<>();
    waiting.drainTo(last);
    last.forEach(next -> next.ifPresent(this::write));
    warned = System.nanoTime() - BETWEEN_WARNINGS.toNanos();
    warn();
  }

  private void write(Refusal refusal) {
    memory.addAndGet(-refusal.size());
    try {
      files.append(refusal);
      trouble = null;
    } catch (IOException failed) {
      drop(Dropped.WRITE);
      trouble = failed.toString();
    }
  }

  private void drop(Dropped why) {
    leftOut.incrementAndGet();
    drops.accept(why);
  }

  private void warn() {
    long missing = leftOut.get();
    long now = System.nanoTime();
    if (missing > 0 && now - warned >= BETWEEN_WARNINGS.toNanos()) {
      warned = now;
      leftOut.addAndGet(-missing);
      warnings.accept(
          missing
              + " refusals are not recorded in "
              + files.directory()
              + (trouble == null
                  ? ": too many came at once, or from one address"
                  : ": " + trouble + " (BullaRefusals names another directory, or is off)"));
    }
  }
}
