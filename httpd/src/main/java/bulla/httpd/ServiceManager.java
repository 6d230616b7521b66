package bulla.httpd;

import bulla.posix.MonotonicClock;
import bulla.posix.NotifySocket;
import bulla.posix.PosixException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The service manager that started this process, if one did and wants to hear of it (sd_notify(3),
 * sd_watchdog_enabled(3)). What it cannot be told is told once to {@code trouble}.
 */
final class ServiceManager {
  private final @Nullable NotifySocket socket;
  private final Duration watchdog;
  private final Consumer<String> trouble;
  private volatile boolean troubled;

  private ServiceManager(
      @Nullable NotifySocket socket, Duration watchdog, Consumer<String> trouble) {
    this.socket = socket;
    this.watchdog = watchdog;
    this.trouble = trouble;
  }

  /** The one that the environment names. */
  static ServiceManager of(Map<String, String> environment, long pid, Consumer<String> trouble) {
    String address = environment.get("NOTIFY_SOCKET");
    if (address == null) {
      return new ServiceManager(null, Duration.ZERO, trouble);
    }
    NotifySocket socket = new NotifySocket(address);
    if (!socket.valid()) {
      trouble.accept("NOTIFY_SOCKET names no socket that can be written to: " + address);
      return new ServiceManager(null, Duration.ZERO, trouble);
    }
    return new ServiceManager(socket, interval(environment, pid), trouble);
  }

  private static Duration interval(Map<String, String> environment, long pid) {
    String of = environment.get("WATCHDOG_PID");
    try {
      return of == null || of.equals(String.valueOf(pid))
          ? Duration.ofNanos(
              Math.multiplyExact(
                  Long.parseLong(environment.getOrDefault("WATCHDOG_USEC", "0")), 1_000L))
          : Duration.ZERO;
    } catch (NumberFormatException | ArithmeticException none) {
      return Duration.ZERO;
    }
  }

  /**
   * The server is up.
   *
   * @param unready what it cannot serve, a sentence each
   */
  void ready(List<String> unready) {
    tell("READY=1\n" + status(unready));
  }

  /** What an open server cannot serve has changed. */
  void serving(List<String> unready) {
    tell(status(unready));
  }

  private static String status(List<String> unready) {
    return unready.isEmpty()
        ? "STATUS=Processing requests..."
        : "STATUS=Processing requests, but " + String.join("; ", unready);
  }

  /** The configuration is being read anew; {@link #ready} or {@link #reloadFailed} follows. */
  void reloading() {
    tell(
        "RELOADING=1\nMONOTONIC_USEC="
            + MonotonicClock.microseconds()
            + "\nSTATUS=Reading configuration...");
  }

  /** What was read before goes on serving. */
  void reloadFailed() {
    tell("READY=1\nSTATUS=The configuration is broken; the one before it goes on serving.");
  }

  /** The server ends. */
  void stopping() {
    tell("STOPPING=1\nSTATUS=Shutting down...");
  }

  /**
   * Tells it twice in each interval of its watchdog that the server lives, as long as it does.
   *
   * @param lives may take its time
   */
  void watch(BooleanSupplier lives) {
    if (!watchdog.isPositive()) {
      return;
    }
    Thread.ofVirtual()
        .name("watchdog")
        .start(
            () -> {
              try {
                while (true) {
                  Thread.sleep(watchdog.dividedBy(2));
                  if (lives.getAsBoolean()) {
                    tell("WATCHDOG=1");
                  }
                }
              } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private void tell(String notice) {
    NotifySocket to = socket;
    if (to == null) {
      return;
    }
    try {
      to.send(notice);
    } catch (PosixException deaf) {
      if (!troubled) {
        troubled = true;
        trouble.accept("the service manager cannot be told how things are: " + deaf.getMessage());
      }
    }
  }
}
