package bulla.agent;

import bulla.agent.Reconciler.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One manifest's thread: a round at once, then one after each interval. After a failure the next
 * round comes sooner, with pauses that double up to the interval.
 */
final class Keeper {
  private static final Logger LOG = LoggerFactory.getLogger("certmgr");
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private final Manifest manifest;
  private final CertificateAuthority authority;
  private final Reconciler reconciler;
  private final AgentMetrics metrics;
  private final InstantSource clock;
  private final RandomGenerator chance;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;

  private int failures;

  Keeper(
      Manifest manifest,
      CertificateAuthority authority,
      AgentMetrics metrics,
      InstantSource clock,
      RandomGenerator chance) {
    this.manifest = manifest;
    this.authority = authority;
    this.reconciler = new Reconciler(manifest, authority, metrics, clock);
    this.metrics = metrics;
    this.clock = clock;
    this.chance = chance;
    this.thread = Thread.ofVirtual().name("certmgr " + manifest.name()).unstarted(this::run);
  }

  void start() {
    metrics.start(manifest);
    thread.start();
  }

  /** Asks it to end after the round that may be running. */
  void stop() {
    stop.countDown();
  }

  /** Waits for its end; what still runs after the grace is interrupted. */
  void join(Duration grace) throws InterruptedException {
    if (!thread.join(grace)) {
      thread.interrupt();
      thread.join();
    }
  }

  private void run() {
    try (authority) {
      boolean first = true;
      boolean stopped = false;
      while (!stopped) {
        Outcome outcome = reconciler.round(false, true);
        Duration pause = pause(outcome, first);
        first = false;
        metrics.wakesAt(manifest, clock.instant().plus(pause));
        stopped = stop.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        if (!stopped) {
          tellChanges();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      metrics.stop(manifest);
    }
  }

  private Duration pause(Outcome outcome, boolean first) {
    Duration interval = manifest.interval();
    if (outcome == Outcome.FAILED) {
      Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(failures++, 30));
      return doubled.compareTo(interval) < 0 ? doubled.plus(splay(doubled.dividedBy(4))) : interval;
    }
    failures = 0;
    if (first && !manifest.initialSplay().isZero()) {
      return splay(manifest.initialSplay());
    }
    return interval.plus(splay(manifest.intervalSplay()));
  }

  private Duration splay(Duration bound) {
    return Duration.ofMillis(chance.nextLong(bound.toMillis() + 1));
  }

  private void tellChanges() {
    try {
      if (!Files.getLastModifiedTime(manifest.file()).equals(manifest.modified())) {
        LOG.warn("spec {} has changed on disk; send SIGHUP to read it again", manifest.name());
      }
    } catch (NoSuchFileException e) {
      LOG.warn("spec {} was removed from on disk", manifest.name());
    } catch (IOException e) {
      LOG.warn("spec {} cannot be looked at: {}", manifest.name(), e.getMessage());
    }
  }
}
