package bulla.httpd.core;

import java.nio.file.Path;
import java.util.List;

/**
 * One of Apache's modules. An instance belongs to one generation of the server: a reload makes new
 * ones.
 */
public interface HttpdModule extends AutoCloseable {
  /** What {@code <IfModule>} and log lines know it by: {@code mod_ssl.c}. */
  String file();

  /** What LoadModule knows it by: {@code ssl_module}. */
  String identifier();

  /** Its directives and sections. */
  default List<DirectiveRule> directives() {
    return List.of();
  }

  /** Puts its hooks in. Called once, before any request. */
  default void register(Hooks hooks) {}

  /** What it adds to the Server field: {@code OpenSSL/3.0.22}. */
  default List<String> softwareComponents() {
    return List.of();
  }

  /**
   * Looks for what is wrong with the configuration as a whole. Runs for {@code httpd -t} too: opens
   * nothing that start-up opens.
   */
  default void check(ServerContext server, Problems problems) {}

  /**
   * Starts: reads certificates, fetches staples. Runs after the error logs are open and before any
   * port is. May take its time; runs on a platform thread.
   *
   * @throws StartupException if the server cannot serve this configuration
   */
  default void start(ServerContext server) throws StartupException {}

  /**
   * What cannot be served at the moment, and why, a sentence each. Asked once in a while, by any
   * thread.
   */
  default List<String> unready() {
    return List.of();
  }

  /**
   * Directories of its own that the module writes files into while the server runs. A server that
   * becomes another user gives them to that user.
   */
  default List<OwnDirectory> ownDirectories(ServerContext server) {
    return List.of();
  }

  /**
   * A directory that nobody else keeps anything in.
   *
   * @param suffix what the names of its files end in
   */
  record OwnDirectory(Path path, String suffix) {}

  /** Gives back what {@link #start} took, after the last connection of the generation ended. */
  @Override
  default void close() {}
}
