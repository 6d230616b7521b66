package bulla.httpd.core;

import bulla.tls.SessionCache;
import org.jspecify.annotations.Nullable;

/** Keeps TLS sessions outside of the process, httpd's socache provider: {@code redis}. */
public interface SessionCacheProvider {

  /**
   * What is wrong with the argument that stands behind the provider's name.
   *
   * @return httpd's text; null if nothing is
   */
  @Nullable String problem(String argument);

  /** What makes one cache the same as another: equal for equal caches. */
  Object description(String argument, ServerContext server);

  /** A cache; opens no connection before it is used. Whoever opens it closes it. */
  Opened open(String argument, ServerContext server);

  /** A cache that is open. */
  interface Opened extends SessionCache, AutoCloseable {
    @Override
    void close();
  }
}
