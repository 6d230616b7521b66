package bulla.httpd.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An open access log. Lines wait in memory until the writer's thread takes them. Thread-safe.
 *
 * <p>A disk that does not keep up costs lines, not requests: over the limit they are dropped, and
 * how many is said on standard error.
 */
final class LogFile {
  /** Characters that may wait. */
  private static final int MOST_WAITING = 16 << 20;

  private final Path path;
  private final OutputStream stream;
  private final Runnable wake;
  private final ReentrantLock lock = new ReentrantLock();
  private StringBuilder waiting = new StringBuilder(8192);
  private StringBuilder spare = new StringBuilder(8192);
  private long dropped;
  private boolean closed;

  LogFile(Path path, OutputStream stream, Runnable wake) {
    this.path = path;
    this.stream = stream;
    this.wake = wake;
  }

  /** Takes a line with its line feed; returns at once. */
  void write(StringBuilder line) {
    boolean first;
    lock.lock();
    try {
      if (closed) {
        // An exchange that outlived its generation by more than a minute: rare enough to wait for.
        Files.writeString(path, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return;
      }
      if (waiting.length() > MOST_WAITING) {
        dropped++;
        return;
      }
      first = waiting.isEmpty();
      waiting.append(line);
    } catch (IOException gone) {
      System.err.println("access log: " + gone.getMessage());
      return;
    } finally {
      lock.unlock();
    }
    if (first) {
      wake.run();
    }
  }

  /** Writes what waits; on the writer's thread. */
  void flush() {
    StringBuilder batch;
    long lost;
    lock.lock();
    try {
      if (waiting.isEmpty() && dropped == 0) {
        return;
      }
      batch = waiting;
      waiting = spare;
      lost = dropped;
      dropped = 0;
    } finally {
      lock.unlock();
    }
    try {
      // Everything that is not ASCII was escaped when the line was made.
      stream.write(batch.toString().getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException full) {
      System.err.println("access log: " + full.getMessage());
    }
    if (lost > 0) {
      System.err.println("access log: the disk did not keep up, " + lost + " lines were dropped");
    }
    batch.setLength(0);
    spare = batch.capacity() > 1 << 20 ? new StringBuilder(8192) : batch;
  }

  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    flush();
    try {
      stream.close();
    } catch (IOException failed) {
      System.err.println("access log: " + failed.getMessage());
    }
  }
}
