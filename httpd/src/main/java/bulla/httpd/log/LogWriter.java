package bulla.httpd.log;

import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes the access logs of one generation on a thread of its own. A line is in the file within a
 * few dozen milliseconds; under load many lines share one write.
 */
final class LogWriter implements AutoCloseable {
  /** How long the first line waits for company, milliseconds. */
  private static final long PAUSE = 20;

  private final Map<Path, LogFile> files = new LinkedHashMap<>();
  private final Semaphore wakes = new Semaphore(0);
  private volatile boolean closing;
  private volatile Thread thread = new Thread(this::run, "bulla-access-log");

  LogWriter() {
    thread.setDaemon(true);
  }

  /** The file, if it is open. */
  @Nullable LogFile known(Path path) {
    return files.get(path);
  }

  /** Takes a file that was opened to append to; each once, before the first line. */
  LogFile add(Path path, OutputStream stream) {
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
