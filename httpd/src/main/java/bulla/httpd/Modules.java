package bulla.httpd;

import bulla.httpd.alias.AliasModule;
import bulla.httpd.authz.AuthzCore;
import bulla.httpd.authz.AuthzHost;
import bulla.httpd.autoindex.AutoindexModule;
import bulla.httpd.core.CoreModule;
import bulla.httpd.core.HttpdModule;
import bulla.httpd.dir.DirModule;
import bulla.httpd.http2.Http2Module;
import bulla.httpd.log.LogModule;
import bulla.httpd.md.MdModule;
import bulla.httpd.metrics.MetricsModule;
import bulla.httpd.mime.MimeModule;
import bulla.httpd.reqtimeout.ReqtimeoutModule;
import bulla.httpd.setenvif.EnvModule;
import bulla.httpd.setenvif.EnvironmentModule;
import bulla.httpd.socache.SocacheMemcacheModule;
import bulla.httpd.socache.SocacheRedisModule;
import bulla.httpd.ssl.SslModule;
import bulla.httpd.unixd.UnixdModule;
import java.util.List;
import java.util.Set;

/** The modules that there are. */
final class Modules {
  private Modules() {}

  /** Those that need no LoadModule, much as in Debian's httpd, mod_reqtimeout, and our own. */
  static final Set<String> BUILT_IN =
      Set.of(
          "core_module",
          "so_module",
          "http_module",
          "mpm_event_module",
          "version_module",
          "log_config_module",
          "bulla_metrics_module",
          "reqtimeout_module",
          "unixd_module");

  /**
   * A part of httpd that others of our packages do the work of: its name is all there is.
   *
   * @param file what IfModule knows it by
   * @param identifier what LoadModule knows it by
   */
  private record Named(String file, String identifier) implements HttpdModule {}

  /**
   * New instances for one generation, in the order in which their hooks are asked: what sets
   * variables before what asks for them, certificates before Require, redirects and DirectorySlash
   * before listings.
   */
  static List<HttpdModule> all() {
    return List.of(
        new CoreModule(),
        new Named("mod_so.c", "so_module"),
        new Named("http_core.c", "http_module"),
        new Named("event.c", "mpm_event_module"),
        new Named("mod_version.c", "version_module"),
        new EnvModule(),
        new EnvironmentModule(),
        new SslModule(),
        new MdModule(),
        new SocacheRedisModule(),
        new SocacheMemcacheModule(),
        new AuthzCore(),
        new AuthzHost(),
        new Http2Module(),
        new AliasModule(),
        new DirModule(),
        new MimeModule(),
        new AutoindexModule(),
        new LogModule(),
        new MetricsModule(),
        new ReqtimeoutModule(),
        new UnixdModule());
  }
}
