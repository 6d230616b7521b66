package bulla.httpd.core;

import java.util.Set;

/**
 * httpd's own modules that Bulla does not have. LoadModule may name them, because distributions
 * load them all; what happens in IfModule then depends on what the module is for.
 */
final class HttpdModules {
  private HttpdModules() {}

  /**
   * Without these a site is slower, plainer or tells less, and nobody gets in who should not.
   * {@code <IfModule>} is false for them, so that their directives are passed over.
   */
  private static final Set<String> HARMLESS =
      words(
          """
          actions asis autht_core brotli buffer cache cache_disk cache_socache cern_meta charset_lite
          cgi cgid data dbd deflate dialup dumpio echo example_hooks expires ext_filter file_cache
          filter heartbeat heartmonitor include info lbmethod_bybusyness lbmethod_byrequests
          lbmethod_bytraffic lbmethod_heartbeat log_debug log_forensic logio mime_magic negotiation
          proxy proxy_ajp proxy_balancer proxy_connect proxy_express proxy_fcgi proxy_fdpass proxy_ftp
          proxy_hcheck proxy_html proxy_http proxy_http2 proxy_scgi proxy_uwsgi proxy_wstunnel
          ratelimit sed session session_cookie session_crypto session_dbd slotmem_plain slotmem_shm
          socache_dbm socache_dc socache_shmcb speling status
          substitute suexec systemd unique_id userdir usertrack vhost_alias watchdog xml2enc
          mpm_worker mpm_prefork
          """);

  /**
   * These can keep people out, or tell others who somebody is. {@code <IfModule>} is true for them,
   * so that a rule of theirs is never passed over: where one is used, the start stops and names it.
   */
  private static final Set<String> GUARDING =
      words(
          """
          access_compat allowmethods auth_basic auth_digest auth_form authn_anon authn_core authn_dbd
          authn_dbm authn_file authn_socache authnz_fcgi authnz_ldap authz_dbd authz_dbm
          authz_groupfile authz_owner authz_user dav dav_fs dav_lock headers ident imagemap isapi
          ldap lua macro remoteip request rewrite security2 tls
          """);

  private static Set<String> words(String text) {
    return Set.of(text.strip().split("\\s+"));
  }

  /** Whether LoadModule may name it. */
  static boolean known(String identifier) {
    return HARMLESS.contains(stem(identifier)) || GUARDING.contains(stem(identifier));
  }

  /** Whether what is said about it in IfModule may be passed over. */
  static boolean harmless(String identifier) {
    return HARMLESS.contains(stem(identifier));
  }

  /** A module's name in log lines: {@code ssl} for {@code mod_ssl.c}. */
  static String brief(String file) {
    String name = file.endsWith(".c") ? file.substring(0, file.length() - 2) : file;
    return name.startsWith("mod_") ? name.substring(4) : name;
  }

  private static String stem(String identifier) {
    return identifier.endsWith("_module")
        ? identifier.substring(0, identifier.length() - "_module".length())
        : identifier;
  }
}
