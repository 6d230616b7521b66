package bulla.httpd.ssl;

import bulla.http.Connection;
import bulla.httpd.core.LogLevel;
import bulla.tls.TlsConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/**
 * Ends the connections of clients whose certificates are revoked while they are open: an answer
 * that is on its way is finished before. News of a responder or of a CRL makes it look; without
 * news it costs nothing, and a request never waits for it.
 *
 * <p>Thread-safe.
 */
final class RevokedClients implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  /** Certificates that are looked at at once; each may wait for a responder. */
  private static final int AT_ONCE = 16;

  private final Set<Guarded> open = ConcurrentHashMap.newKeySet();
  private final Semaphore turns = new Semaphore(AT_ONCE);
  private volatile Runnable closed = () -> {};
  private final Thread watcher = Thread.ofVirtual().name("revoked-clients").unstarted(this::watch);

  /**
   * Starts to look. At most once.
   *
   * @param closed run for each connection that is ended
   */
  void start(Runnable closed) {
    this.closed = closed;
    watcher.start();
  }

  /** Stops looking; connections stay. */
  @Override
  public void close() {
    watcher.interrupt();
  }

  /** Guards a connection whose certificate was accepted, until it ends. Event loop. */
  void guard(Connection connection, TlsConnection tls, ClientVerification verification) {
    ConnectionFacts facts = ConnectionFacts.of(tls);
    ConnectionFacts.Shown shown = facts.shown();
    if (shown != null) {
      Subject subject = new Subject(verification, shown);
      Guarded guarded = new Guarded(connection, tls, subject, facts.acceptedAt());
      open.add(guarded);
      connection.whenEnded(() -> open.remove(guarded));
    }
  }

  /** What connections have in common that stand and fall together. */
  private record Subject(ClientVerification verification, ConnectionFacts.Shown shown) {}

  private static final class Guarded {
    final Connection connection;
    final TlsConnection tls;
    final Subject subject;
    private long seen;

    Guarded(Connection connection, TlsConnection tls, Subject subject, long seen) {
      this.connection = connection;
      this.tls = tls;
      this.subject = subject;
      this.seen = seen;
    }

    /** Whether there is news since it was asked last. */
    boolean hasNews() {
      long before = seen;
      seen = subject.verification().news();
      return seen != before;
    }
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(BETWEEN_LOOKS);
        Map<Subject, List<Guarded>> doubtful =
            open.stream()
                .filter(Guarded::hasNews)
                .collect(Collectors.groupingBy(guarded -> guarded.subject));
        for (List<Guarded> together : doubtful.values()) {
          turns.acquire();
          Thread.ofVirtual().name("revoked-client").start(() -> look(together));
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(List<Guarded> together) {
    try {
      Guarded first = together.getFirst();
      Finding revoked = first.subject.verification().revoked(first.subject.shown(), first.tls);
      if (revoked != null) {
        together.forEach(guarded -> end(guarded, revoked));
      }
    } finally {
      turns.release();
    }
  }

  private void end(Guarded guarded, Finding revoked) {
    guarded
        .subject
        .verification()
        .log(guarded.tls)
        .connection(
            Ssl.LOG,
            LogLevel.INFO,
            null,
            guarded.tls.remoteAddress(),
            "the client's certificate was revoked: its connection ends");
    guarded.subject.verification().ended(guarded.tls, revoked);
    closed.run();
    guarded.connection.endSoon();
  }
}
