package bulla.httpd.core;

import bulla.http.HttpServer;
import bulla.tls.TlsConnection;
import bulla.tls.TlsEvents;
import bulla.tls.TlsHostNames;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The module that speaks TLS tells here which listeners do. Asked after start-up. */
@FunctionalInterface
public interface TlsProvider {
  /**
   * TLS for connections to an address.
   *
   * @param local the address that the listener is bound to
   * @param hosts the hosts that share it, the default first
   * @return null when the address speaks plain HTTP
   */
  @Nullable Tls at(InetSocketAddress local, List<VirtualHost> hosts);

  /**
   * See {@link HttpServer.Listener}.
   *
   * @param host finds the virtual host that a connection's SNI chose; null if it is of another
   *     generation
   */
  record Tls(
      TlsHostNames hosts, TlsEvents events, Function<TlsConnection, @Nullable VirtualHost> host) {}
}
