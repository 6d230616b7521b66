package bulla.httpd.core;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One address of a VirtualHost section.
 *
 * @param address null for {@code *} and {@code _default_}
 * @param port 0 for {@code *}: every port
 */
public record HostAddress(@Nullable InetAddress address, int port) {
  /** Whether connections to {@code local} may belong to the host. */
  public boolean covers(InetSocketAddress local) {
    return (port == 0 || port == local.getPort())
        && (address == null || address.equals(local.getAddress()));
  }

  /** Whether an IP address was named: such hosts go before those of {@code *}. */
  public boolean exact() {
    return address != null;
  }

  @Override
  public String toString() {
    String host = address == null ? "*" : address.getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + (port == 0 ? "*" : port);
  }
}
