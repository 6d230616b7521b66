package bulla.httpd.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What looking for a URL path has found: the resource, and what the sections say about it.
 *
 * @param resource the resource
 * @param settings all sections but If merged
 * @param conditions the If sections that may apply, in order
 * @param problem why it cannot be served at all; null if nothing is wrong
 */
record Found(
    Resource resource, Settings settings, List<Section> conditions, @Nullable Problem problem) {
  Found {
    conditions = List.copyOf(conditions);
  }

  /**
   * A reason to refuse every request for the path.
   *
   * @param status what the client gets
   * @param error what the system said
   * @param message for the error log
   */
  record Problem(int status, LogLevel level, @Nullable SystemError error, String message) {}
}
