package bulla.httpd;

import bulla.httpd.core.Generation;
import bulla.posix.PosixException;
import bulla.posix.Signal;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code -k}: starts, stops and signals, by way of the PidFile. */
final class Control {
  /** How long a stop waits to clear away what the server itself no longer may. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final HttpdOptions options;
  private final Generation generation;
  private final PidFile pidFile;
  private final PrintStream out;
  private final PrintStream err;

  Control(HttpdOptions options, Generation generation, PrintStream out, PrintStream err) {
    this.options = options;
    this.generation = generation;
    this.pidFile = PidFile.of(generation.server());
    this.out = out;
    this.err = err;
  }

  int run() {
    return switch (pidFile.read()) {
      case PidFile.Content.None none -> notRunning("(no pid file) not running");
      case PidFile.Content.Corrupt corrupt -> {
        err.println(
            "(20014)Internal error (specific information not available): AH00058: Error retrieving"
                + " pid file "
                + pidFile.path());
        err.println("AH00059: Remove it before continuing if it is corrupted.");
        yield 1;
      }
      case PidFile.Content.Pid(long pid) when pid == ProcessHandle.current().pid() ->
          notRunning("(no pid file) not running");
      case PidFile.Content.Pid number when number.running() -> running(number.number());
      case PidFile.Content.Pid(long pid) -> notRunning("(pid " + pid + "?) not running");
    };
  }

  private int running(long pid) {
    return switch (options.action()) {
      case STOP -> {
        int code = send(Signal.TERM, pid);
        if (code == 0) {
          clearAway(pid);
        }
        yield code;
      }
      case GRACEFUL_STOP -> send(Signal.WINCH, pid);
      case RESTART -> send(Signal.HUP, pid);
      case GRACEFUL -> send(Signal.USR1, pid);
      default -> {
        out.println("httpd (pid " + pid + ") already running");
        yield 0;
      }
    };
  }

  private int notRunning(String how) {
    return switch (options.action()) {
      case STOP, GRACEFUL_STOP -> {
        out.println("httpd " + how);
        yield 0;
      }
      case RESTART, GRACEFUL -> {
        // Whoever waits for this process has said it.
        if (System.getenv(Foreground.READY) == null) {
          out.println("httpd not running, trying to start");
        }
        yield start();
      }
      default -> start();
    };
  }

  private int start() {
    return options.foreground()
        ? new Foreground(options, pidFile, err).run(generation)
        : new Background(options, err).run();
  }

  private int send(Signal signal, long pid) {
    try {
      signal.send(pid);
      return 0;
    } catch (PosixException refused) {
      err.println("(" + refused.number() + ")" + refused.text() + ": sending signal to server");
      return 1;
    }
  }

  /** A server that has given root up may no longer remove the PidFile from root's directory. */
  private void clearAway(long pid) {
    try {
      Optional<ProcessHandle> server = ProcessHandle.of(pid);
      if (server.isPresent()) {
        server.get().onExit().get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
      }
      pidFile.delete(pid);
    } catch (TimeoutException | ExecutionException slow) {
      // It takes its time: if it leaves the file, the next start finds it stale (AH00098).
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
