package bulla.httpd.core;

import org.jspecify.annotations.Nullable;

/**
 * What ServerName says: {@code [scheme://]name[:port]}.
 *
 * @param scheme null when none is named
 * @param host the name alone
 * @param port 0 when none is named
 */
public record ServerName(@Nullable String scheme, String host, int port) {
  /** Parses the argument; null if its port is no port. */
  static @Nullable ServerName parse(String text) {
    int scheme = text.indexOf("://");
    String rest = scheme < 0 ? text : text.substring(scheme + 3);
    int colon = rest.startsWith("[") ? rest.indexOf("]:") + 1 : rest.indexOf(':');
    if (colon <= 0) {
      return new ServerName(scheme < 0 ? null : text.substring(0, scheme), rest, 0);
    }
    Integer port = Ports.parse(rest.substring(colon + 1));
    return port == null || port == 0
        ? null
        : new ServerName(
            scheme < 0 ? null : text.substring(0, scheme), rest.substring(0, colon), port);
  }
}
