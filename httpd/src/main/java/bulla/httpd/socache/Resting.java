package bulla.httpd.socache;

import bulla.httpd.core.HostLog;
import bulla.httpd.core.LogLevel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Whether a server that failed is to be left alone, so that those who need it do not wait for it
 * one after the other. Each rest is told to the log once. Thread-safe.
 */
final class Resting {
  private static final Duration REST = Duration.ofSeconds(10);

  private final InstantSource clock;
  private final HostLog log;
  private final String module;
  private volatile Instant until = Instant.MIN;

  /**
   * One that works.
   *
   * @param module under whose name is logged
   */
  Resting(InstantSource clock, HostLog log, String module) {
    this.clock = clock;
    this.log = log;
    this.module = module;
  }

  /** Whether to leave it alone. */
  boolean now() {
    return clock.instant().isBefore(until);
  }

  /** It has failed. */
  void begin(String message, Exception failure) {
    if (!now()) {
      until = clock.instant().plus(REST);
      log.server(module, LogLevel.ERROR, message + " (" + failure.getMessage() + ")");
    }
  }
}
