package bulla.cli.cfssl;

import java.io.PrintStream;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** CFSSL's log: {@code 2026/11/24 10:20:40 [INFO] text} on stderr. */
public final class CfsslLog {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm:ss").withZone(ZoneId.systemDefault());
  private static final List<String> NAMES =
      List.of("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL", "FATAL");
  private static final int INFO = 1;
  private static final int WARNING = 2;
  private static final int ERROR = 3;

  private final PrintStream err;
  private final InstantSource clock;
  private final int threshold;

  /** A log that drops what is below the threshold: 0 debug to 5 fatal. */
  public CfsslLog(PrintStream err, InstantSource clock, int threshold) {
    this.err = err;
    this.clock = clock;
    this.threshold = threshold;
  }

  void info(String text) {
    write(INFO, text);
  }

  void warning(String text) {
    write(WARNING, text);
  }

  void error(String text) {
    write(ERROR, text);
  }

  /** Sends what the modules log to this log, and nowhere else. */
  public void takeOver() {
    LogManager.getLogManager().reset();
    Logger root = Logger.getLogger("");
    root.setLevel(Level.INFO);
    root.addHandler(new Adapter());
  }

  private void write(int level, String text) {
    if (level >= threshold) {
      String time = TIME.format(clock.instant());
      err.println(time + " [" + NAMES.get(level) + "] " + text);
    }
  }

  /** Libraries tell at INFO what only they want to know; of them only warnings are passed on. */
  private final class Adapter extends Handler {
    private final SimpleFormatter formatter = new SimpleFormatter();

    @Override
    public void publish(LogRecord entry) {
      boolean own = String.valueOf(entry.getLoggerName()).startsWith("bulla.");
      int value = entry.getLevel().intValue();
      if (own || value >= Level.WARNING.intValue()) {
        int level =
            value >= Level.SEVERE.intValue()
                ? ERROR
                : value >= Level.WARNING.intValue() ? WARNING : INFO;
        write(level, formatter.formatMessage(entry));
      }
    }

    @Override
    public void flush() {
      err.flush();
    }

    @Override
    public void close() {
      flush();
    }
  }
}
