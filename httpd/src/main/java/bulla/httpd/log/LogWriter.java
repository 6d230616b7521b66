package bulla.httpd.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Writes the access logs of one generation on a thread of its own. A line is in the file within a
 * few milliseconds; under load many lines share one write.
 */
final class LogWriter implements AutoCloseable {
  /** How long the first line waits for company, milliseconds. */
  private static final long PAUSE = 5;

  private final Map<Path, LogFile> files = new LinkedHashMap<>();
  private final Semaphore wakes = new Semaphore(0);
  private volatile boolean closing;
  private volatile Thread thread = new Thread(this::run, "bulla-access-log");

  LogWriter() {
    thread.setDaemon(true);
  }

  /** Opens a file to append to; a file that is open already is shared. Before the first line. */
  LogFile open(Path path) throws IOException {
    LogFile known = files.get(path);
    if (known != null) {
      return known;
    }
    OutputStream stream =
        Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    LogFile file = new LogFile(path, stream, wakes::release);
    files.put(path, file);
    if (thread.getState() == Thread.State.NEW) {
      thread.start();
    }
    return file;
  }

  private void run() {
    Collection<LogFile> all = files.values();
    try {
      while (!closing) {
        wakes.acquire();
        if (!closing) {
          TimeUnit.MILLISECONDS.sleep(PAUSE);
        }
        wakes.drainPermits();
        all.forEach(LogFile::flush);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closing = true;
    wakes.release();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    files.values().forEach(LogFile::close);
    files.clear();
  }
}
