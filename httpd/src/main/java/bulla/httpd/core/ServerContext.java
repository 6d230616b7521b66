package bulla.httpd.core;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One generation of the server: what one reading of the configuration made. A reload makes another
 * one. Immutable.
 *
 * @param main the main server
 * @param hosts the virtual hosts, in the order of the files
 * @param listens where it listens
 * @param serverRoot what relative paths are relative to
 * @param defines the names that {@code -D} and Define define
 * @param clock tells the time
 * @param process what outlives the generation
 */
public record ServerContext(
    VirtualHost main,
    List<VirtualHost> hosts,
    List<Listen> listens,
    Path serverRoot,
    List<String> defines,
    InstantSource clock,
    ProcessState process) {

  public ServerContext {
    hosts = List.copyOf(hosts);
    listens = List.copyOf(listens);
    defines = List.copyOf(defines);
  }

  /** The log files of the process. */
  public LogFiles logFiles() {
    return process.part(LogFiles.class, LogFiles::new);
  }

  /** The main server and all virtual hosts. */
  public List<VirtualHost> all() {
    return Stream.concat(Stream.of(main), hosts.stream()).toList();
  }

  /**
   * The virtual hosts that share an address, in order; the first is the default. A host that names
   * the IP address goes before hosts of {@code *}; no host means that the main server answers.
   */
  public List<VirtualHost> hostsOf(InetSocketAddress local) {
    List<VirtualHost> exact = covering(local, true);
    if (!exact.isEmpty()) {
      return exact;
    }
    List<VirtualHost> any = covering(local, false);
    return any.isEmpty() ? List.of(main) : any;
  }

  /** httpd's base server of a connection: the first host of its address, else the main server. */
  public VirtualHost base(InetSocketAddress local) {
    return hostsOf(local).getFirst();
  }

  /** The host of that name at the address; null if none has it. */
  public @Nullable VirtualHost named(InetSocketAddress local, String name) {
    for (VirtualHost host : hostsOf(local)) {
      if (host.named(name)) {
        return host;
      }
    }
    return null;
  }

  private List<VirtualHost> covering(InetSocketAddress local, boolean exact) {
    return hosts.stream()
        .filter(
            host ->
                host.addresses().stream()
                    .anyMatch(address -> address.exact() == exact && address.covers(local)))
        .toList();
  }

  // A generation is itself and no other, whatever its files say.
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
