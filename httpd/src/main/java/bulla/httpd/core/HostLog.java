package bulla.httpd.core;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A host's error log with its LogLevel. Thread-safe. */
public final class HostLog {
  private final LogLevels levels;
  private volatile ErrorLog log;

  HostLog(LogLevels levels, ErrorLog log) {
    this.levels = levels;
    this.log = log;
  }

  /** Where lines go from now on: before start-up the terminal, then the host's ErrorLog. */
  public void to(ErrorLog log) {
    this.log = log;
  }

  /** Where lines go now. */
  public ErrorLog target() {
    return log;
  }

  /** The levels. */
  public LogLevels levels() {
    return levels;
  }

  /** Whether a message would be written; for messages that are dear to make. */
  public boolean permits(String module, LogLevel level) {
    // httpd never holds a notice back from a log file: it tells of the server's life.
    return level == LogLevel.NOTICE || levels.permit(module, level);
  }

  /** Logs a message about the server: without client. */
  public void server(String module, LogLevel level, String message) {
    write(new ErrorLogLine(module, level, null, null, message, null));
  }

  /** Logs a message about the server with what the system said. */
  public void server(String module, LogLevel level, @Nullable SystemError error, String message) {
    write(new ErrorLogLine(module, level, error, null, message, null));
  }

  /** Logs a message about a connection. */
  public void connection(
      String module,
      LogLevel level,
      @Nullable SystemError error,
      InetSocketAddress client,
      String message) {
    write(new ErrorLogLine(module, level, error, client, message, null));
  }

  /** Logs a line if its level is permitted. */
  public void write(ErrorLogLine line) {
    if (permits(line.module(), line.level())) {
      log.write(line);
    }
  }
}
