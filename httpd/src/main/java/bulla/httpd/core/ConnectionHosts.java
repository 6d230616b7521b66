package bulla.httpd.core;

import bulla.http.Connection;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The hosts that a connection may speak to, and the one that it last named. Kept on the connection,
 * so that the requests of one connection look a name up once.
 */
final class ConnectionHosts {
  private final ServerContext server;
  private final HostTable hosts;
  private @Nullable String lastField;
  private @Nullable VirtualHost last;
  private final Map<Class<?>, Object> states = new HashMap<>(2);

  private ConnectionHosts(ServerContext server, InetSocketAddress local) {
    this.server = server;
    this.hosts = server.at(local);
  }

  static ConnectionHosts of(Connection connection, ServerContext server, InetSocketAddress local) {
    if (connection.attachment() instanceof ConnectionHosts known && known.server.equals(server)) {
      return known;
    }
    ConnectionHosts hosts = new ConnectionHosts(server, local);
    connection.attach(hosts);
    return hosts;
  }

  /** What a module keeps on the connection, by its type. */
  <T> T state(Class<T> type, Supplier<T> make) {
    return type.cast(states.computeIfAbsent(type, missing -> make.get()));
  }

  VirtualHost base() {
    return hosts.first();
  }

  /** The host of a Host field; the default if nobody has the name; null if it is no name. */
  @Nullable VirtualHost named(@Nullable String field) {
    if (field == null) {
      return base();
    }
    if (field.equals(lastField)) {
      return last;
    }
    String name = HostNames.ofField(field);
    VirtualHost found = name == null ? null : hosts.host(name);
    lastField = field;
    last = found;
    return found;
  }
}
