package bulla.httpd.core;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * One generation of the server: what one reading of the configuration made. A reload makes another
 * one. Immutable.
 */
public final class ServerContext {
  private final VirtualHost main;
  private final List<VirtualHost> hosts;
  private final List<Listen> listens;
  private final Path serverRoot;
  private final List<String> defines;
  private final InstantSource clock;
  private final ProcessState process;

  /** Kept by our own addresses, of which there are not many. */
  private final Map<InetSocketAddress, HostTable> tables = new ConcurrentHashMap<>();

  /**
   * Makes it.
   *
   * @param main the main server
   * @param hosts the virtual hosts, in the order of the files
   * @param listens where it listens
   * @param serverRoot what relative paths are relative to
   * @param defines the names that {@code -D} and Define define
   * @param clock tells the time
   * @param process what outlives the generation
   */
  public ServerContext(
      VirtualHost main,
      List<VirtualHost> hosts,
      List<Listen> listens,
      Path serverRoot,
      List<String> defines,
      InstantSource clock,
      ProcessState process) {
    this.main = main;
    this.hosts = List.copyOf(hosts);
    this.listens = List.copyOf(listens);
    this.serverRoot = serverRoot;
    this.defines = List.copyOf(defines);
    this.clock = clock;
    this.process = process;
  }

  /** The main server. */
  public VirtualHost main() {
    return main;
  }

  /** The virtual hosts, in the order of the files. */
  public List<VirtualHost> hosts() {
    return hosts;
  }

  /** Where it listens. */
  public List<Listen> listens() {
    return listens;
  }

  /** What relative paths are relative to. */
  public Path serverRoot() {
    return serverRoot;
  }

  /** The names that {@code -D} and Define define. */
  public List<String> defines() {
    return defines;
  }

  /** Tells the time. */
  public InstantSource clock() {
    return clock;
  }

  /** What outlives the generation. */
  public ProcessState process() {
    return process;
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
  public HostTable at(InetSocketAddress local) {
    return tables.computeIfAbsent(local, address -> new HostTable(sharing(address)));
  }

  /** httpd's base server of a connection: the first host of its address, else the main server. */
  public VirtualHost base(InetSocketAddress local) {
    return at(local).first();
  }

  private List<VirtualHost> sharing(InetSocketAddress local) {
    List<VirtualHost> exact = covering(local, true);
    if (!exact.isEmpty()) {
      return exact;
    }
    List<VirtualHost> any = covering(local, false);
    return any.isEmpty() ? List.of(main) : any;
  }

  private List<VirtualHost> covering(InetSocketAddress local, boolean exact) {
    return hosts.stream()
        .filter(
            host ->
                host.addresses().stream()
                    .anyMatch(address -> address.exact() == exact && address.covers(local)))
        .toList();
  }
}
