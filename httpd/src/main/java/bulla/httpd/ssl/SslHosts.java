package bulla.httpd.ssl;

import bulla.httpd.core.VirtualHost;
import bulla.tls.TlsConnection;
import bulla.tls.TlsHost;
import java.util.Collection;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/** The hosts of one generation that speak TLS. Filled at start-up, then only read. */
final class SslHosts {
  private final IdentityHashMap<VirtualHost, SslHost> byHost = new IdentityHashMap<>();
  private final IdentityHashMap<TlsHost, SslHost> byTls = new IdentityHashMap<>();

  void add(SslHost host) {
    byHost.put(host.host(), host);
    byTls.put(host.tls(), host);
  }

  @Nullable SslHost of(VirtualHost host) {
    return byHost.get(host);
  }

  /** The host that a connection's SNI chose; null if it belongs to another generation. */
  @Nullable SslHost of(TlsConnection connection) {
    return byTls.get(connection.host());
  }

  Collection<SslHost> all() {
    return byHost.values();
  }
}
