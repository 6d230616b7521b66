package bulla.httpd;

import bulla.httpd.core.Generation;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** {@code -k}: starts, stops and signals, by way of the PidFile. */
final class Control {
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
    Optional<ProcessHandle> running = pidFile.running();
    return switch (options.action()) {
      case STOP -> stop(running, "TERM");
      case GRACEFUL_STOP -> stop(running, "WINCH");
      case RESTART -> restart(running, "HUP");
      case GRACEFUL -> restart(running, "USR1");
      default -> {
        if (running.isPresent() && running.get().pid() != ProcessHandle.current().pid()) {
          out.println("httpd (pid " + running.get().pid() + ") already running");
          yield 0;
        }
        yield start();
      }
    };
  }

  private int stop(Optional<ProcessHandle> running, String signal) {
    if (running.isEmpty()) {
      out.println("httpd (no pid file) not running");
      return 0;
    }
    return send(signal, running.get());
  }

  private int restart(Optional<ProcessHandle> running, String signal) {
    if (running.isEmpty()) {
      out.println("httpd not running, trying to start");
      return start();
    }
    return send(signal, running.get());
  }

  private int start() {
    return options.foreground()
        ? new Foreground(options, pidFile, err).run(generation)
        : new Background(options, err).run();
  }

  /** ProcessHandle knows only TERM and KILL. */
  private int send(String signal, ProcessHandle process) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-s", signal, String.valueOf(process.pid()))
              .redirectErrorStream(true)
              .start();
      String said =
          new String(kill.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      if (kill.waitFor(5, TimeUnit.SECONDS) && kill.exitValue() == 0) {
        return 0;
      }
      err.println(said.strip());
    } catch (IOException cannot) {
      err.println("cannot send " + signal + " to " + process.pid() + ": " + cannot.getMessage());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }
}
