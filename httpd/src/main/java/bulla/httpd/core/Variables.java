package bulla.httpd.core;

import org.jspecify.annotations.Nullable;

/** Gives variables of a request by name. Called on event loops: must return at once. */
@FunctionalInterface
public interface Variables {
  /**
   * A variable's value.
   *
   * @param name as written, without prefix
   * @return null when it is not known or has no value
   */
  @Nullable String value(String name, RequestContext request);
}
