package bulla.apacheconf;

import org.jspecify.annotations.Nullable;

/** The modules that a server has, as far as a configuration can ask. */
public interface ModuleSet {

  /**
   * Whether a module is loaded now.
   *
   * @param name its source file, {@code mod_ssl.c}, or its identifier, {@code ssl_module}
   */
  boolean loaded(String name);

  /**
   * Loads a module, as LoadModule tells.
   *
   * @param identifier {@code ssl_module}
   * @param file as it was written: {@code modules/mod_ssl.so}
   * @return what came of it
   */
  Loading load(String identifier, String file);

  /**
   * What came of loading a module.
   *
   * @param error why the configuration cannot be used, httpd's text; null if it can
   * @param warning what its author should know; null if nothing
   */
  record Loading(@Nullable String error, @Nullable String warning) {
    /** Nothing to tell. */
    public static final Loading DONE = new Loading(null, null);
  }
}
