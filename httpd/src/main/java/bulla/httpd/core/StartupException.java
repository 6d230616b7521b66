package bulla.httpd.core;

import java.util.List;

/**
 * A module cannot start with this configuration. The module has already written its lines to the
 * error logs where httpd writes them; the exception carries what the operator is shown on the
 * terminal.
 */
public final class StartupException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> lines;

  /** Makes the exception of at least one line: what is wrong, where, what to do next. */
  public StartupException(List<String> lines) {
    super(lines.getFirst());
    this.lines = List.copyOf(lines);
  }

  /** What the operator is shown. */
  public List<String> lines() {
    return lines;
  }
}
