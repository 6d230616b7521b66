package bulla.httpd.ssl;

import bulla.httpd.core.VirtualHost;
import bulla.tls.TlsConnection;
import bulla.tls.TlsHost;
import java.util.Collection;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The hosts of one generation that speak TLS. Filled at start-up; after that a host changes only
 * when its certificates are renewed. Connections that are open stay with what they met.
 */
final class SslHosts {
  private volatile Known known = new Known(new IdentityHashMap<>(), new IdentityHashMap<>());

  /** Not changed any more once connections come: {@link #renew} makes another one. */
  private record Known(
      IdentityHashMap<VirtualHost, SslHost> byHost, IdentityHashMap<TlsHost, SslHost> byTls) {}

  /** At start-up. */
  void add(SslHost host) {
    known.byHost.put(host.host(), host);
    known.byTls.put(host.tls(), host);
  }

  /** Has new connections meet another one for the same virtual host. One at a time. */
  void renew(SslHost host) {
    Known next = new Known(new IdentityHashMap<>(known.byHost), new IdentityHashMap<>(known.byTls));
    next.byHost.put(host.host(), host);
    next.byTls.put(host.tls(), host);
    known = next;
  }

  @Nullable SslHost of(VirtualHost host) {
    return known.byHost.get(host);
  }

  /** The host that a connection's SNI chose; null if it belongs to another generation. */
  @Nullable SslHost of(TlsConnection connection) {
    return known.byTls.get(connection.host());
  }

  /** All that a connection may have met. */
  Collection<SslHost> all() {
    return known.byTls.values();
  }
}
