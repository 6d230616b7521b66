package bulla.responder;

import bulla.ca.CertDb;
import bulla.ca.CertificateRow;
import bulla.cfssl.CfsslException;
import bulla.pki.RevocationNotices;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * News of revocations for those who wait: certdb is looked at five times a second while somebody
 * waits, whichever process wrote the revocation. Thread-safe; waiting blocks, so it belongs on
 * virtual threads. At most {@value #MOST_WAITING} wait at once; more are answered at once.
 */
public final class RevocationBoard implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RevocationBoard.class);

  private static final int MOST_WAITING = 4096;
  private static final int MOST_KEPT = 10_000;
  private static final Duration LOOK = Duration.ofMillis(200);

  /** Writers' clocks may be off by so much. */
  private static final Duration CLOCKS = Duration.ofMinutes(1);

  private static final Duration PATIENCE = Duration.ofSeconds(25);

  private final CertDb db;
  private final InstantSource clock;
  private final String generation = HexFormat.of().formatHex(random());
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final Deque<RevocationNotices.Notice> kept = new ArrayDeque<>();
  private final Map<String, Instant> seen = new HashMap<>();
  private final Thread looker;
  private long first;
  private int waiting;
  private Instant looked;
  private volatile boolean closed;

  /** Makes a board over a database; what is revoked already is no news. */
  public RevocationBoard(CertDb db, InstantSource clock) {
    this.db = db;
    this.clock = clock;
    this.looked = clock.instant();
    look();
    kept.clear();
    looker = Thread.ofVirtual().name("revocation-board").start(this::run);
  }

  /**
   * Waits for news after a cursor, at most {@code 25 s}.
   *
   * @param after the cursor of the last news; an unknown one is told to reset
   */
  RevocationNotices await(String after) {
    lock.lock();
    try {
      long index = index(after);
      if (index < 0 || waiting >= MOST_WAITING) {
        return new RevocationNotices(cursor(), index < 0, List.of());
      }
      waiting++;
      news.signalAll();
      try {
        long left = PATIENCE.toNanos();
        while (index == end() && left > 0 && !closed) {
          left = news.awaitNanos(left);
        }
      } catch (InterruptedException ending) {
        Thread.currentThread().interrupt();
      } finally {
        waiting--;
      }
      if (index < first) {
        return new RevocationNotices(cursor(), true, List.of());
      }
      List<RevocationNotices.Notice> since =
          new ArrayList<>(kept).subList((int) (index - first), kept.size());
      return new RevocationNotices(cursor(), false, since);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    closed = true;
    lock.lock();
    try {
      news.signalAll();
    } finally {
      lock.unlock();
    }
    looker.interrupt();
  }

  private void run() {
    try {
      while (!closed) {
        lock.lock();
        try {
          while (waiting == 0 && !closed) {
            news.await();
          }
        } finally {
          lock.unlock();
        }
        look();
        TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    Instant since = looked.minus(CLOCKS);
    looked = clock.instant();
    try {
      post(db.revokedSince(since), since);
    } catch (CfsslException trouble) {
      LOG.warn("certdb cannot be asked for revocations: {}", trouble.text());
    }
  }

  private void post(List<CertificateRow> rows, Instant since) {
    lock.lock();
    try {
      seen.values().removeIf(at -> at.isBefore(since));
      for (CertificateRow row : rows) {
        Instant at = row.revokedAt() == null ? looked : row.revokedAt();
        if (at.equals(seen.put(row.authorityKeyIdentifier() + " " + row.serial(), at))) {
          continue;
        }
        kept.add(
            new RevocationNotices.Notice(
                HexFormat.of().parseHex(row.authorityKeyIdentifier()),
                new BigInteger(row.serial())));
        if (kept.size() > MOST_KEPT) {
          kept.removeFirst();
          first++;
        }
        news.signalAll();
      }
    } catch (IllegalArgumentException foreign) {
      LOG.warn("certdb holds a revocation that cannot be read: {}", foreign.getMessage());
    } finally {
      lock.unlock();
    }
  }

  /** The number after the cursor's colon, or -1 if it is not of this life. */
  private long index(String cursor) {
    if (!cursor.matches(generation + ":[0-9]{1,15}")) {
      return -1;
    }
    long index = Long.parseLong(cursor.substring(generation.length() + 1));
    return index > end() ? -1 : index;
  }

  private String cursor() {
    return generation + ":" + end();
  }

  private long end() {
    return first + kept.size();
  }

  private static byte[] random() {
    byte[] bytes = new byte[8];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }
}
