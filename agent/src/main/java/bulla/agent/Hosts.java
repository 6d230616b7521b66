package bulla.agent;

import java.net.InetAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names and addresses of a certificate. */
final class Hosts {
  private Hosts() {}

  /** The hosts as a set in which one address is one element however it was written. */
  static Set<Object> normal(Collection<String> hosts) {
    Set<Object> normal = new HashSet<>();
    for (String host : hosts) {
      InetAddress address = address(host);
      normal.add(address == null ? host : address);
    }
    return normal;
  }

  private static @Nullable InetAddress address(String host) {
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
