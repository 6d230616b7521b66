package bulla.httpd;

import bulla.httpd.core.HostLog;
import bulla.httpd.core.LogLevel;
import java.time.Duration;
import java.util.List;

/** Tells the log and the service manager what cannot be served, whenever that changes. */
final class Readiness {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final WebServer server;
  private final ServiceManager manager;
  private List<String> told = List.of();

  Readiness(WebServer server, ServiceManager manager) {
    this.server = server;
    this.manager = manager;
  }

  /** The server is up, with a configuration that has just been read. */
  void ready() {
    manager.ready(look());
  }

  /** Looks again and again until the process ends. */
  void watch() {
    Thread.ofVirtual()
        .name("readiness")
        .start(
            () -> {
              try {
                while (true) {
                  Thread.sleep(BETWEEN_LOOKS);
                  List<String> before = told();
                  List<String> now = look();
                  if (!now.equals(before)) {
                    manager.serving(now);
                  }
                }
              } catch (InterruptedException | IllegalStateException stopped) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private synchronized List<String> told() {
    return told;
  }

  private synchronized List<String> look() {
    List<String> now = server.unready();
    HostLog log = server.generation().server().main().log();
    now.stream()
        .filter(each -> !told.contains(each))
        .forEach(each -> log.server("core", LogLevel.ERROR, each));
    told.stream()
        .filter(each -> !now.contains(each))
        .forEach(each -> log.server("core", LogLevel.NOTICE, "no longer so: " + each));
    told = now;
    return now;
  }
}
