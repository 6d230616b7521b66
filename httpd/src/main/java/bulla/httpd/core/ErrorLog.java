package bulla.httpd.core;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One error log. Thread-safe. Each line is one write to the system before the call returns, so that
 * what was logged before a crash is there after it; a line into the page cache takes microseconds,
 * which an event loop can spare.
 */
public final class ErrorLog implements AutoCloseable {
  private final OutputStream stream;
  private final InstantSource clock;
  private final boolean closes;
  private final ReentrantLock lock = new ReentrantLock();

  private ErrorLog(OutputStream stream, InstantSource clock, boolean closes) {
    this.stream = stream;
    this.clock = clock;
    this.closes = closes;
  }

  /** A log on a file that is open; closing the log closes it. */
  static ErrorLog of(OutputStream stream, InstantSource clock) {
    return new ErrorLog(stream, clock, true);
  }

  /** A log on a stream of the process; closing it leaves the stream open. */
  public static ErrorLog on(OutputStream stream, InstantSource clock) {
    return new ErrorLog(stream, clock, false);
  }

  /** Writes a line, whatever its level. */
  public void write(ErrorLogLine line) {
    byte[] bytes = line.text(clock.instant()).getBytes(StandardCharsets.UTF_8);
    lock.lock();
    try {
      stream.write(bytes);
      stream.flush();
    } catch (IOException full) {
      // A full disk must not stop the service; there is no better place to say it.
      System.err.print(line.text(clock.instant()));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    if (closes) {
      try {
        stream.close();
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }
}
