package bulla.revocation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The list of one place: fetched once at a time, whoever wants it. Thread-safe. */
final class FetchedCrl {
  private static final Duration AT_LEAST = Duration.ofMinutes(5);

  private final HttpUrl url;
  private final CrlDownload download;
  private final InstantSource clock;
  private final Waiting waiting;
  private CrlDownload.@Nullable Result last;
  private @Nullable CompletableFuture<Void> underWay;
  private @Nullable CrlSigners signers;
  private Instant due = Instant.MIN;
  private Instant used;
  private int failures;

  FetchedCrl(HttpUrl url, CrlDownload download, InstantSource clock, Waiting waiting) {
    this.waiting = waiting;
    this.url = url;
    this.download = download;
    this.clock = clock;
    this.used = clock.instant();
  }

  synchronized Optional<HeldCrl> list() {
    return last == null ? Optional.empty() : Optional.of(last.list());
  }

  synchronized boolean busy() {
    return underWay != null;
  }

  synchronized boolean unusedSince(Instant moment) {
    return used.isBefore(moment) && underWay == null;
  }

  /**
   * Waits for the list if it is not there, or has ended.
   *
   * @param deadline of {@link System#nanoTime}; a list that takes longer is there for the next
   * @param changed is told when there is another one
   * @return whether there is one that can be used
   */
  boolean have(CrlSigners asking, long deadline, Runnable changed) {
    CompletableFuture<Void> running;
    synchronized (this) {
      used = clock.instant();
      signers = asking;
      if (usable()) {
        return true;
      }
      renewIfDue(changed);
      running = underWay;
    }
    if (running != null) {
      boolean _ = waiting.during(() -> await(running, deadline));
    }
    synchronized (this) {
      return usable();
    }
  }

  /** Starts a renewal if it is time and none is under way. */
  synchronized void renewIfDue(Runnable changed) {
    CrlSigners by = signers;
    if (underWay == null && by != null && !clock.instant().isBefore(due)) {
      CompletableFuture<Void> started = new CompletableFuture<>();
      underWay = started;
      // Whatever happens, the next try is not at once.
      due = clock.instant().plus(AT_LEAST);
      Thread.ofVirtual().name("crl-fetch-one").start(() -> renew(by, changed, started));
    }
  }

  private void renew(CrlSigners by, Runnable changed, CompletableFuture<Void> done) {
    CrlDownload.@Nullable Result before;
    int failed;
    synchronized (this) {
      before = last;
      failed = failures;
    }
    try {
      CrlDownload.Result now = download.run(url, by.asOf(clock.instant()), before, failed);
      boolean another;
      synchronized (this) {
        another = now.list() != (before == null ? null : before.list());
        last = now;
        failures = 0;
        due = now.due();
      }
      if (another) {
        changed.run();
      }
    } catch (CrlDownload.FailedException e) {
      synchronized (this) {
        failures++;
        due = e.due();
      }
    } finally {
      synchronized (this) {
        underWay = null;
      }
      done.complete(null);
    }
  }

  private boolean usable() {
    return last != null && CrlSuccession.failure(last.list(), List.of(), clock.instant()) == null;
  }

  /** Whether it ended in time; then there may be a list. */
  private static boolean await(CompletableFuture<Void> running, long deadline) {
    try {
      running.get(Math.max(deadline - System.nanoTime(), 0), TimeUnit.NANOSECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    }
  }
}
