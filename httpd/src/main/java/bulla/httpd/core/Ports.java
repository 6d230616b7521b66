package bulla.httpd.core;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Addresses with ports, as Listen and VirtualHost write them. */
final class Ports {
  private Ports() {}

  /** A port from 0 to 65535; null if the text is none. */
  static @Nullable Integer parse(String text) {
    if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return null;
    }
    int port = Integer.parseInt(text);
    return port > 65_535 ? null : port;
  }

  /**
   * An address with a port.
   *
   * @param host null when none or {@code *} or {@code _default_} was written
   * @param port -1 when none was written; 0 for {@code *}
   */
  record Pair(@Nullable String host, int port) {
    /** Null if the text is no address. */
    static @Nullable Pair parse(String text) {
      if (parsePort(text) >= 0) {
        return new Pair(null, parsePort(text));
      }
      int colon = text.startsWith("[") ? text.indexOf("]:") + 1 : text.lastIndexOf(':');
      if (text.startsWith("[") && colon == 0) {
        colon = -1;
      }
      String host = colon < 0 ? text : text.substring(0, colon);
      int port = colon < 0 ? -1 : parsePort(text.substring(colon + 1));
      if (colon >= 0 && port < 0 && !text.endsWith(":*")) {
        return null;
      }
      boolean any = host.equals("*") || host.equalsIgnoreCase("_default_");
      return new Pair(any ? null : host, text.endsWith(":*") ? 0 : port);
    }

    private static int parsePort(String text) {
      Integer port = Ports.parse(text);
      return port == null ? -1 : port;
    }

    /** Looks the host up; null for every address. */
    @Nullable InetAddress address() throws UnknownHostException {
      return host == null ? null : InetAddress.getByName(host);
    }
  }
}
