package bulla.cli;

import bulla.agent.Settings;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;

/** certmgr's log: logrus' text or JSON, a line each, on stderr. */
final class LogrusLog extends Handler {
  private static final Pattern BARE = Pattern.compile("[A-Za-z0-9./_^+@-]+");

  private final PrintStream err;
  private final boolean json;

  private LogrusLog(PrintStream err, boolean json) {
    this.err = err;
    this.json = json;
  }

  /** Sends everything that is logged in this process there. */
  static void install(PrintStream err, boolean json, Settings.LogLevel level) {
    LogManager.getLogManager().reset();
    Level threshold =
        switch (level) {
          case DEBUG -> Level.FINE;
          case INFO -> Level.INFO;
          case WARNING -> Level.WARNING;
          case ERROR -> Level.SEVERE;
        };
    Logger root = Logger.getLogger("");
    root.setLevel(threshold.intValue() < Level.INFO.intValue() ? Level.INFO : threshold);
    root.addHandler(new LogrusLog(err, json));
    CERTMGR.setLevel(threshold);
  }

  /** Kept here: java.util.logging forgets the level of a logger that nobody holds. */
  private static final Logger CERTMGR = Logger.getLogger("certmgr");

  @Override
  public void publish(LogRecord entry) {
    if (isLoggable(entry)) {
      err.print(line(entry));
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

  private String line(LogRecord entry) {
    String time =
        Instant.ofEpochMilli(entry.getMillis()).truncatedTo(ChronoUnit.SECONDS).toString();
    String message = MESSAGE.formatMessage(entry);
    String level = level(entry.getLevel());
    return json
        ? "{\"level\":\"%s\",\"msg\":%s,\"time\":\"%s\"}\n".formatted(level, quoted(message), time)
        : "time=\"%s\" level=%s msg=%s\n"
            .formatted(time, level, BARE.matcher(message).matches() ? message : quoted(message));
  }

  private static final Formatter MESSAGE =
      new Formatter() {
        @Override
        public String format(LogRecord entry) {
          return formatMessage(entry);
        }
      };

  private static String level(Level level) {
    if (level.intValue() >= Level.SEVERE.intValue()) {
      return "error";
    }
    if (level.intValue() >= Level.WARNING.intValue()) {
      return "warning";
    }
    return level.intValue() >= Level.INFO.intValue() ? "info" : "debug";
  }

  /** One line whatever the message holds. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> {
          if (c < ' ' || c == 0x7f) {
            quoted.append(String.format("\\u%04x", (int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }
}
