package bulla.httpd;

import bulla.httpd.core.LogLevel;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks of the server.
 *
 * @param program the name it was called by: {@code httpd}
 * @param serverRoot {@code -d}
 * @param file {@code -f}; null for the default below {@code serverRoot}
 * @param defines {@code -D}, in order
 * @param before {@code -C}, in order
 * @param after {@code -c}, in order
 * @param startupLog {@code -E}: where errors of starting go; null for standard error
 * @param startupLevel {@code -e}: how grave it must be to be said while starting
 * @param documentRoots whether DocumentRoots must be there: not with {@code -T}
 * @param action what is to be done
 * @param arguments the whole command line as it was, to be shown and to be started again
 */
public record HttpdOptions(
    String program,
    Path serverRoot,
    @Nullable Path file,
    List<String> defines,
    List<String> before,
    List<String> after,
    @Nullable Path startupLog,
    LogLevel startupLevel,
    boolean documentRoots,
    Action action,
    List<String> arguments) {

  public HttpdOptions {
    defines = List.copyOf(defines);
    before = List.copyOf(before);
    after = List.copyOf(after);
    arguments = List.copyOf(arguments);
  }

  /** What is to be done. */
  public enum Action {
    /** {@code -k start}, or nothing at all. */
    START,
    /** {@code -k stop}. */
    STOP,
    /** {@code -k restart}. */
    RESTART,
    /** {@code -k graceful}. */
    GRACEFUL,
    /** {@code -k graceful-stop}. */
    GRACEFUL_STOP,
    /** {@code -t}. */
    TEST,
    /** {@code -S}: hosts and settings. */
    SHOW_HOSTS,
    /** {@code -M}. */
    SHOW_MODULES,
    /** {@code -l}. */
    SHOW_BUILT_IN,
    /** {@code -L}. */
    SHOW_DIRECTIVES,
    /** {@code -v}. */
    SHOW_VERSION,
    /** {@code -V}. */
    SHOW_SETTINGS
  }

  /** Whether a name was defined with {@code -D}. */
  public boolean defined(String name) {
    return defines.contains(name);
  }

  /** Whether the server stays in the process that was started. */
  public boolean foreground() {
    return defined("FOREGROUND")
        || defined("NO_DETACH")
        || defined("ONE_PROCESS")
        || defined("DEBUG");
  }

  /** The configuration file: the one that was named, or the distribution's. */
  public Path configurationFile() {
    if (file != null) {
      return serverRoot.resolve(file);
    }
    Path usual = serverRoot.resolve("conf/httpd.conf");
    Path debian = Path.of("/etc/apache2/apache2.conf");
    return java.nio.file.Files.exists(usual) || !java.nio.file.Files.exists(debian)
        ? usual
        : debian;
  }
}
