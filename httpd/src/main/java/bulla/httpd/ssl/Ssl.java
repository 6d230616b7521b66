package bulla.httpd.ssl;

/** Names of the module. */
final class Ssl {
  private Ssl() {}

  /** How log lines and LogLevel name it. */
  static final String LOG = "ssl";

  /** How the manual names it. */
  static final String MODULE = "mod_ssl";
}
