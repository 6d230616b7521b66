package bulla.httpd.ssl;

import bulla.httpd.core.VirtualHost;
import bulla.tls.TlsConnection;
import java.util.Collection;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The hosts of one generation that speak TLS. Filled at start-up; after that a host changes only
 * when its certificates are renewed. Connections that are open stay with what they met.
 */
final class SslHosts {
  /** Not changed any more once connections come: {@link #renew} makes another one. */
  private volatile IdentityHashMap<VirtualHost, SslHost> hosts = new IdentityHashMap<>();

  /** At start-up. */
  void add(SslHost host) {
    hosts.put(host.host(), host);
  }

  /**
   * Has new connections meet another one for the same virtual host; the one before ends with its
   * last connection. One at a time.
   */
  void renew(SslHost host) {
    IdentityHashMap<VirtualHost, SslHost> next = new IdentityHashMap<>(hosts);
    SslHost before = next.put(host.host(), host);
    hosts = next;
    if (before != null) {
      before.tls().close();
    }
  }

  @Nullable SslHost of(VirtualHost host) {
    return hosts.get(host);
  }

  /** The host that a connection has met, also when another serves in its place by now. */
  @Nullable SslHost of(TlsConnection connection) {
    return connection.host().attachment() instanceof SslHost host ? host : null;
  }

  /** Those that new connections meet. */
  Collection<SslHost> all() {
    return hosts.values();
  }
}
