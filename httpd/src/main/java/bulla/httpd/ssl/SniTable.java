package bulla.httpd.ssl;

import bulla.httpd.core.HostTable;
import bulla.tls.TlsHost;
import bulla.tls.TlsHostNames;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the host of an address for the name that a client sends. The first host that has the name,
 * by ServerName or by an alias, wins; an unknown name, or none, gets the address's first host.
 */
final class SniTable implements TlsHostNames {
  private final List<SslHost> hosts;
  private final HostTable names;

  /** Makes it of at least one host. */
  SniTable(List<SslHost> hosts) {
    this.hosts = List.copyOf(hosts);
    this.names = new HostTable(hosts.stream().map(SslHost::host).toList());
  }

  @Override
  public TlsHost host(@Nullable String serverName) {
    int place = serverName == null ? -1 : names.place(serverName);
    return hosts.get(Math.max(place, 0)).tls();
  }
}
