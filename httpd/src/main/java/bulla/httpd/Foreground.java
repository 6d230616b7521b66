package bulla.httpd;

import bulla.httpd.core.CoreSettings;
import bulla.httpd.core.ErrorLogs;
import bulla.httpd.core.Generation;
import bulla.httpd.core.HostLog;
import bulla.httpd.core.InvalidConfigurationException;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.ServerContext;
import bulla.httpd.core.StartupException;
import bulla.httpd.core.SystemError;
import bulla.httpd.unixd.Privileges;
import bulla.posix.AppendedFile;
import bulla.posix.PosixException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The server in this process, from start to the signal that ends it. */
final class Foreground {
  /** Where a parent that waits for the server is told that it is up: a file to write to. */
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
    boolean stale = pidFile.read() instanceof PidFile.Content.Pid;
    WebServer server;
    try {
      server = WebServer.open(generation, InheritedSockets.of(System.getenv(), pid()));
    } catch (StartupException cannot) {
      cannot.lines().forEach(err::println);
      return 1;
    }
    try (OutputStream parent = parent()) {
      begin(server, stale);
      parent.write('\n');
    } catch (StartupException | IOException cannot) {
      lines(cannot).forEach(err::println);
      pidFile.delete(pid());
      server.close();
      return 1;
    }
    ServiceManager manager =
        ServiceManager.of(
            System.getenv(), pid(), text -> log(server).server("core", LogLevel.WARN, text));
    Readiness readiness = new Readiness(server, manager);
    readiness.ready();
    readiness.watch();
    manager.watch(server::lives);
    try {
      live(server, signals, manager, readiness);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    pidFile.delete(pid());
    return 0;
  }

  /** From the open ports to the first connection. */
  private void begin(WebServer server, boolean stale) throws StartupException, IOException {
    if (System.getenv(READY) == null) {
      open(server, stale);
      return;
    }
    // Java puts /dev/null in the place of a standard stream that is closed.
    System.in.close();
    System.out.close();
    ServerContext context = server.generation().server();
    // Opened while the process still may; what keeps it from starting its parent must hear.
    try (AppendedFile log = AppendedFile.open(ErrorLogs.path(context, context.main()))) {
      open(server, stale);
      log.becomeStandardError();
    } catch (PosixException refused) {
      throw new IOException("standard error cannot become the error log", refused);
    }
  }

  private void open(WebServer server, boolean stale) throws StartupException {
    ServerContext context = server.generation().server();
    writePidFile(server);
    if (stale) {
      log(server)
          .server(
              "core",
              LogLevel.WARN,
              "AH00098: pid file "
                  + pidFile.path()
                  + " overwritten -- Unclean shutdown of previous Apache run?");
    }
    server
        .unusedSockets()
        .forEach(
            socket ->
                log(server)
                    .server(
                        "core",
                        LogLevel.WARN,
                        "the service manager handed over socket "
                            + socket
                            + ", and no Listen asks for it: add one, or take it out of the unit"));
    new Privileges(context)
        .drop(
            server.generation().modules().stream()
                .flatMap(module -> module.ownDirectories(context).stream())
                .toList());
    resumed(server);
    server.accept();
  }

  private void writePidFile(WebServer server) throws StartupException {
    try {
      pidFile.write();
    } catch (IOException unwritable) {
      SystemError error = SystemError.of(unwritable);
      String first = "AH00099: could not create " + pidFile.path() + ".new";
      String second = "AH00100: httpd: could not log pid to file " + pidFile.path();
      log(server).server("core", LogLevel.ERROR, error, first);
      log(server).server("core", LogLevel.ERROR, second);
      throw new StartupException(
          List.of(error + ": " + first + " (create its directory, or set PidFile)", second));
    }
  }

  private static List<String> lines(Exception cannot) {
    return cannot instanceof StartupException startup
        ? startup.lines()
        : List.of(String.valueOf(cannot.getMessage()));
  }

  private static long pid() {
    return ProcessHandle.current().pid();
  }

  private void live(WebServer server, Signals signals, ServiceManager manager, Readiness readiness)
      throws InterruptedException {
    while (true) {
      switch (signals.next()) {
        case STOP -> {
          manager.stopping();
          server.notice(MPM, "AH00491: caught SIGTERM, shutting down");
          server.stop(Duration.ZERO);
          return;
        }
        case GRACEFUL_STOP -> {
          manager.stopping();
          server.notice(MPM, "AH00492: caught SIGWINCH, shutting down gracefully");
          stopSlowly(server, signals);
          return;
        }
        case GRACEFUL -> {
          server.notice(MPM, "AH00493: SIGUSR1 received.  Doing graceful restart");
          reload(server, manager, readiness);
        }
        case RESTART -> {
          server.notice(MPM, "AH00494: SIGHUP received.  Attempting to restart");
          reload(server, manager, readiness);
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
  private void reload(WebServer server, ServiceManager manager, Readiness readiness) {
    manager.reloading();
    ServerContext before = server.generation().server();
    List<String> lines;
    try {
      Generation next = Httpd.read(options, err, before.process());
      server.replace(next);
      new Privileges(next.server()).compare(before);
      if (System.getenv(READY) != null) {
        redirectErrorsAgain(next.server());
      }
      resumed(server);
      readiness.ready();
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
    manager.reloadFailed();
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

  /** The log may be another file of that name by now. */
  private static void redirectErrorsAgain(ServerContext server) {
    try (AppendedFile log = AppendedFile.open(ErrorLogs.path(server, server.main()))) {
      log.becomeStandardError();
    } catch (PosixException kept) {
      // As with the log itself, which has told it: lines go on to the file that is open.
      server.main().log().server("core", LogLevel.DEBUG, "standard error is kept: " + kept);
    }
  }

  /**
   * Where a parent that waits is told that the server is up. Opened while the process still may; it
   * is told by whoever it became.
   */
  private static OutputStream parent() throws IOException {
    @Nullable String file = System.getenv(READY);
    return file == null
        ? OutputStream.nullOutputStream()
        : Files.newOutputStream(Path.of(file), StandardOpenOption.WRITE);
  }
}
