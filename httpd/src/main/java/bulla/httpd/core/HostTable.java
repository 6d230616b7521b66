package bulla.httpd.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The virtual hosts that share an address, in the order of the files. The first is the default, and
 * the first that has a name answers to it; finding it does not take longer with more hosts, but for
 * those whose ServerAlias has wildcards. Immutable.
 */
public final class HostTable {
  private final List<VirtualHost> hosts;

  /** The place of the first host that has a name, which is in lower case. */
  private final Map<String, Integer> exact = new HashMap<>();

  /** The places of hosts that have wildcards. */
  private final List<Integer> wild = new ArrayList<>();

  /**
   * Makes a table.
   *
   * @param hosts at least one
   */
  public HostTable(List<VirtualHost> hosts) {
    this.hosts = List.copyOf(hosts);
    for (int place = 0; place < hosts.size(); place++) {
      VirtualHost host = hosts.get(place);
      if (host.serverName() != null) {
        exact.putIfAbsent(host.serverName().toLowerCase(Locale.ROOT), place);
      }
      for (String alias : host.aliases()) {
        exact.putIfAbsent(alias.toLowerCase(Locale.ROOT), place);
      }
      if (host.aliases().stream().anyMatch(HostNames::isWild)) {
        wild.add(place);
      }
    }
  }

  /** All of them. */
  public List<VirtualHost> hosts() {
    return hosts;
  }

  /** The one that answers to unknown names. */
  public VirtualHost first() {
    return hosts.getFirst();
  }

  /** The place of the first host that has the name; -1 if none has it. The name has no port. */
  public int place(String name) {
    int found = exact.getOrDefault(name.toLowerCase(Locale.ROOT), hosts.size());
    for (int place : wild) {
      if (place < found && hosts.get(place).named(name)) {
        return place;
      }
    }
    return found == hosts.size() ? -1 : found;
  }

  /** The first host that has the name, the default if none has it. The name has no port. */
  public VirtualHost host(String name) {
    int place = place(name);
    return place < 0 ? first() : hosts.get(place);
  }
}
