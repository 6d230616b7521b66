package bulla.httpd;

import bulla.httpd.core.CoreSettings;
import bulla.httpd.core.ErrorLogs;
import bulla.httpd.core.Generation;
import bulla.httpd.core.HostLog;
import bulla.httpd.core.InvalidConfigurationException;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.StartupException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The server in this process, from start to the signal that ends it. */
final class Foreground {
  /** Where a parent that waits for the server is told that it is up: a file to be made. */
  static final String READY = "BULLA_HTTPD_READY";

  private static final String MPM = "mpm_event";

  private final HttpdOptions options;
  private final PidFile pidFile;
  private final PrintStream err;

  Foreground(HttpdOptions options, PidFile pidFile, PrintStream err) {
    this.options = options;
    this.pidFile = pidFile;
    this.err = err;
  }

  int run(Generation generation) {
    Signals signals = Signals.take();
    boolean stale = pidFile.number().isPresent();
    WebServer server;
    try {
      server = WebServer.start(generation);
    } catch (StartupException cannot) {
      cannot.lines().forEach(err::println);
      return 1;
    }
    try {
      pidFile.write();
    } catch (IOException unwritable) {
      err.println(
          "AH00099: could not create "
              + pidFile.path()
              + ": "
              + unwritable.getMessage()
              + " (create its directory, or set PidFile)");
      server.close();
      return 1;
    }
    if (stale) {
      log(server)
          .server(
              "core",
              LogLevel.WARN,
              "AH00098: pid file "
                  + pidFile.path()
                  + " overwritten -- Unclean shutdown of previous Apache run?");
    }
    resumed(server);
    ready(server);
    try {
      live(server, signals);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    pidFile.delete();
    return 0;
  }

  private void live(WebServer server, Signals signals) throws InterruptedException {
    while (true) {
      switch (signals.next()) {
        case STOP -> {
          server.notice(MPM, "AH00491: caught SIGTERM, shutting down");
          server.stop(Duration.ZERO);
          return;
        }
        case GRACEFUL_STOP -> {
          server.notice(MPM, "AH00492: caught SIGWINCH, shutting down gracefully");
          stopSlowly(server, signals);
          return;
        }
        case GRACEFUL -> {
          server.notice(MPM, "AH00493: SIGUSR1 received.  Doing graceful restart");
          reload(server);
        }
        case RESTART -> {
          server.notice(MPM, "AH00494: SIGHUP received.  Attempting to restart");
          reload(server);
        }
      }
    }
  }

  /** Lets exchanges in flight end; a TERM meanwhile ends the waiting. */
  private static void stopSlowly(WebServer server, Signals signals) throws InterruptedException {
    long limit =
        server.generation().server().main().settings().get(CoreSettings.GRACEFUL_SHUTDOWN_TIMEOUT);
    Duration grace = limit == 0 ? Duration.ofDays(1) : Duration.ofSeconds(limit);
    Thread stopping =
        Thread.ofPlatform().daemon().name("bulla-stop").start(() -> server.stop(grace));
    while (stopping.isAlive() && signals.next(Duration.ofMillis(50)) != Signals.Request.STOP) {
      // Neither has everybody gone, nor is anybody in a hurry.
    }
  }

  /** Reads the configuration again; a broken one leaves the old one serving. */
  private void reload(WebServer server) {
    List<String> lines;
    try {
      server.replace(Httpd.read(options, err, server.generation().server().process()));
      resumed(server);
      return;
    } catch (InvalidConfigurationException invalid) {
      lines = invalid.lines(options.program());
    } catch (StartupException cannot) {
      lines = cannot.lines();
    }
    HostLog log = log(server);
    lines.forEach(line -> log.server("core", LogLevel.ERROR, line));
    log.server(
        "core",
        LogLevel.EMERG,
        "AH00020: Configuration Failed: the configuration that was read before goes on serving;"
            + " correct the errors above and send the signal again");
  }

  private void resumed(WebServer server) {
    server.notice(
        MPM,
        "AH00489: "
            + server.generation().software().full()
            + " configured -- resuming normal operations");
    String line = String.join(" ", options.arguments());
    server.notice(
        "core",
        "AH00094: Command line: '" + options.program() + (line.isEmpty() ? "" : " " + line) + "'");
  }

  private static HostLog log(WebServer server) {
    return server.generation().server().main().log();
  }

  /** Tells a parent that waits, and takes what is still said on standard error to the error log. */
  private static void ready(WebServer server) {
    @Nullable String file = System.getenv(READY);
    if (file == null) {
      return;
    }
    try {
      Path log = ErrorLogs.path(server.generation().server(), server.generation().server().main());
      System.setErr(
          new PrintStream(
              Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
              true,
              StandardCharsets.UTF_8));
      Files.writeString(Path.of(file), "up\n");
    } catch (IOException unwritable) {
      log(server).server("core", LogLevel.ERROR, "cannot write " + file);
    }
  }
}
