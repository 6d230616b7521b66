package bulla.httpd.core;

import org.jspecify.annotations.Nullable;

/** Keeps small objects outside of the process, httpd's socache provider: {@code redis}. */
public interface SocacheProvider {

  /**
   * What is wrong with the argument that stands behind the provider's name.
   *
   * @return httpd's text; null if nothing is
   */
  @Nullable String problem(String argument);

  /** What makes one store the same as another: equal for equal stores. */
  Object description(String argument, ServerContext server);

  /**
   * A store; opens no connection before it is used. Whoever opens it closes it.
   *
   * @param purpose what all its keys begin with, so that nothing else is met
   */
  SharedStore open(String argument, String purpose, ServerContext server);
}
