package bulla.httpd;

import bulla.httpd.alias.AliasModule;
import bulla.httpd.authz.AuthzCore;
import bulla.httpd.authz.AuthzHost;
import bulla.httpd.autoindex.AutoindexModule;
import bulla.httpd.core.CoreModule;
import bulla.httpd.core.HttpdModule;
import bulla.httpd.dir.DirModule;
import bulla.httpd.log.LogModule;
import bulla.httpd.mime.MimeModule;
import bulla.httpd.setenvif.EnvModule;
import bulla.httpd.setenvif.EnvironmentModule;
import bulla.httpd.ssl.SslModule;
import bulla.httpd.unixd.UnixdModule;
import java.util.List;
import java.util.Set;

/** The modules that there are. */
final class Modules {
  private Modules() {}

  /** Those that need no LoadModule, as in Debian's httpd. */
  static final Set<String> BUILT_IN = Set.of("core_module", "log_config_module", "unixd_module");

  /**
   * New instances for one generation, in the order in which their hooks are asked: what sets
   * variables before what asks for them, certificates before Require, redirects and DirectorySlash
   * before listings.
   */
  static List<HttpdModule> all() {
    return List.of(
        new CoreModule(),
        new EnvModule(),
        new EnvironmentModule(),
        new SslModule(),
        new AuthzCore(),
        new AuthzHost(),
        new AliasModule(),
        new DirModule(),
        new MimeModule(),
        new AutoindexModule(),
        new LogModule(),
        new UnixdModule());
  }
}
