package bulla.httpd.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The error logs of one generation; hosts that name the same file share it. */
public final class ErrorLogs implements AutoCloseable {
  private final Map<Path, ErrorLog> open = new HashMap<>();

  /**
   * Opens the error log of every host, and turns the hosts' lines there.
   *
   * @throws StartupException if one cannot be opened; nothing is left open then
   */
  public static ErrorLogs open(ServerContext server) throws StartupException {
    ErrorLogs logs = new ErrorLogs();
    List<String> lines = new ArrayList<>();
    List<Path> kept = new ArrayList<>();
    Map<VirtualHost, ErrorLog> found = new HashMap<>();
    LogFiles files = server.logFiles();
    for (VirtualHost host : server.all()) {
      Path file = path(server, host);
      try {
        ErrorLog log = logs.open.get(file);
        if (log == null) {
          LogFiles.Log opened = files.append(file);
          log = ErrorLog.of(opened.stream(), server.clock());
          logs.open.put(file, log);
          if (opened.kept()) {
            kept.add(file);
          }
        }
        found.put(host, log);
      } catch (IOException refused) {
        lines.add(
            SystemError.of(refused)
                + ": AH00091: httpd: could not open error log file "
                + file
                + ".");
      }
    }
    if (!lines.isEmpty()) {
      logs.close();
      lines.add("AH00015: Unable to open logs");
      throw new StartupException(lines);
    }
    found.forEach((host, log) -> host.log().to(log));
    HostLog main = server.main().log();
    for (Path file : kept) {
      main.server("core", LogLevel.WARN, SystemError.DENIED, LogFiles.keptMessage(file));
    }
    return logs;
  }

  /** Where a host's error log is. */
  public static Path path(ServerContext server, VirtualHost host) {
    return server.serverRoot().resolve(host.settings().get(CoreSettings.ERROR_LOG)).normalize();
  }

  @Override
  public void close() {
    open.values().forEach(ErrorLog::close);
  }
}
