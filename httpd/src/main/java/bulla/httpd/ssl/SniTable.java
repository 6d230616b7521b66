package bulla.httpd.ssl;

import bulla.tls.TlsHost;
import bulla.tls.TlsHostNames;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the host of an address for the name that a client sends. The first host that has the name,
 * by ServerName or by an alias, wins; an unknown name, or none, gets the address's first host.
 */
record SniTable(List<SslHost> hosts) implements TlsHostNames {
  SniTable {
    hosts = List.copyOf(hosts);
  }

  @Override
  public TlsHost host(@Nullable String serverName) {
    if (serverName != null) {
      for (SslHost host : hosts) {
        if (host.host().named(serverName)) {
          return host.tls();
        }
      }
    }
    return hosts.getFirst().tls();
  }
}
