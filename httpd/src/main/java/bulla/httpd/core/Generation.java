package bulla.httpd.core;

import bulla.apacheconf.Configuration;
import bulla.http.Http2Hosts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One generation of the server, ready to start: the servers and hosts of one reading of the
 * configuration, with the modules that it loaded. Immutable but for what start-up opens.
 *
 * @param configuration what was read
 * @param server the servers and hosts
 * @param modules the loaded modules, in the order in which their hooks are asked
 * @param absentModules identifiers of modules that LoadModule named and that Bulla does not have
 * @param hooks their hooks
 * @param software what the server calls itself
 * @param warnings what the author of the configuration should look at
 * @param directoryFiles reads .htaccess
 */
public record Generation(
    Configuration configuration,
    ServerContext server,
    List<HttpdModule> modules,
    List<String> absentModules,
    Hooks hooks,
    ServerSoftware software,
    List<String> warnings,
    DirectoryFiles directoryFiles) {

  public Generation {
    modules = List.copyOf(modules);
    absentModules = List.copyOf(absentModules);
    warnings = List.copyOf(warnings);
  }

  /** The module that speaks TLS; null if none was loaded. */
  public @Nullable TlsProvider tls() {
    return hooks.tls;
  }

  /** The Server field's value. */
  public String serverField() {
    return software.text(server.main().settings().get(CoreSettings.SERVER_TOKENS));
  }

  /**
   * Which connections to an address may speak HTTP/2: those of hosts whose Protocols names it.
   *
   * @param base the address's first host
   * @param tls what speaks TLS there; null on plain addresses
   */
  public Http2Hosts http2(VirtualHost base, TlsProvider.@Nullable Tls tls) {
    Http2Provider provider = hooks.http2;
    if (provider == null || (tls == null && !speaks(base, "h2c"))) {
      return Http2Hosts.NONE;
    }
    if (tls == null) {
      return connection -> provider.limits(base, false);
    }
    return connection -> {
      VirtualHost named = connection == null ? null : tls.host().apply(connection);
      VirtualHost host = named == null ? base : named;
      return speaks(host, "h2") ? provider.limits(host, true) : null;
    };
  }

  private static boolean speaks(VirtualHost host, String protocol) {
    return host.settings().get(CoreSettings.PROTOCOLS).contains(protocol);
  }
}
