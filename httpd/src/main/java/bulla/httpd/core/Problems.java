package bulla.httpd.core;

import bulla.apacheconf.Position;
import org.jspecify.annotations.Nullable;

/** Takes what is wrong with a configuration; the server stops after all is known. */
public interface Problems {
  /**
   * The configuration cannot be used.
   *
   * @param message httpd's text where httpd has one
   * @param remedy what to do next, in our words; may be empty
   */
  void error(@Nullable Position at, String message, String remedy);

  /** The configuration can be used, and its author should look at this. */
  void warn(@Nullable Position at, String message);
}
