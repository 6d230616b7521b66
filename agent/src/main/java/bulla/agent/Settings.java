package bulla.agent;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * certmgr.yaml with flags and environment laid over it.
 *
 * @param file the file it was read from
 * @param dir a folder of manifests, or one manifest
 * @param defaultRemote the CA servers of manifests that name none, comma list; empty for none
 * @param serviceManager the back end of manifests that name none; empty for dummy
 * @param before how long before its end a certificate is renewed
 * @param interval time between checks
 * @param intervalSplay upper bound of what is added to each interval by chance
 * @param initialSplay upper bound of the first wait; zero waits an interval
 * @param metricsAddress where the metrics server listens; null for no server
 * @param metricsPort its port
 * @param logJson whether the log is JSON
 * @param logLevel debug, info, warning or error
 */
public record Settings(
    Path file,
    Path dir,
    String defaultRemote,
    String serviceManager,
    Duration before,
    Duration interval,
    Duration intervalSplay,
    Duration initialSplay,
    @Nullable String metricsAddress,
    int metricsPort,
    boolean logJson,
    LogLevel logLevel) {

  /** What {@code certmgr version} shows of them. */
  public String summary() {
    return """
    Configuration:
    \tcertspec directory: %s
    \tdefault remote: %s
    \tservice manager: %s
    \trenew before: %s
    \tcheck interval: %s
    \tcheck splay: %s
    \tinitial splay: %s
    """
        .formatted(
            dir,
            defaultRemote,
            serviceManager,
            Durations.format(before),
            Durations.format(interval),
            Durations.format(intervalSplay),
            Durations.format(initialSplay));
  }

  /** logrus's levels that certmgr speaks of. */
  public enum LogLevel {
    /** Everything. */
    DEBUG,
    /** What was done. */
    INFO,
    /** What may need attention. */
    WARNING,
    /** What failed. */
    ERROR
  }
}
