package bulla.httpd.core;

import bulla.apacheconf.Position;
import bulla.http.HttpLimits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The main server or one virtual host, with everything that the main server gave it already merged
 * in. Immutable but for where its log goes.
 *
 * @param serverName ServerName without scheme and port; null when none was given
 * @param serverPort the port that ServerName names, 0 when none
 * @param scheme the scheme that ServerName names; null when none
 * @param aliases ServerAlias, in order, wildcards among them
 * @param addresses of the VirtualHost section; empty for the main server
 * @param at where the section opens; null for the main server
 * @param settings what was configured for the server as a whole
 * @param directory what was configured for all its directories, outside of sections
 * @param sections Directory, Files, Location and If sections, the main server's before its own
 * @param limits what its clients may take
 * @param log its error log
 */
public record VirtualHost(
    @Nullable String serverName,
    int serverPort,
    @Nullable String scheme,
    List<String> aliases,
    List<HostAddress> addresses,
    @Nullable Position at,
    Settings settings,
    Settings directory,
    SectionList sections,
    HttpLimits limits,
    HostLog log) {

  public VirtualHost {
    aliases = List.copyOf(aliases);
    addresses = List.copyOf(addresses);
  }

  /** Whether this is the main server, outside of every VirtualHost section. */
  public boolean main() {
    return at == null;
  }

  /** Whether a Host or SNI name is the ServerName or one of the aliases; the name has no port. */
  public boolean named(String name) {
    if (serverName != null && serverName.equalsIgnoreCase(name)) {
      return true;
    }
    for (String alias : aliases) {
      if (HostNames.matches(alias, name)) {
        return true;
      }
    }
    return false;
  }

  /** ServerName, or this machine's name. */
  public String nameOrLocal() {
    return serverName == null ? HostNames.local() : serverName;
  }

  /**
   * How messages name the host: ServerName and port.
   *
   * @param defaultPort when ServerName names none; mod_ssl says 443
   */
  public String id(int defaultPort) {
    return nameOrLocal() + ":" + (serverPort == 0 ? defaultPort : serverPort);
  }

  // Hosts are compared as the sections that they are, never by what stands in them.
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
