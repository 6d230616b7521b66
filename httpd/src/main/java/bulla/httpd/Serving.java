package bulla.httpd;

import bulla.http.HttpServer;
import bulla.httpd.core.ErrorLogs;
import bulla.httpd.core.Generation;
import bulla.httpd.core.HttpdModule;
import bulla.httpd.core.Listen;
import bulla.httpd.core.RequestProcessor;
import bulla.httpd.core.StartupException;
import bulla.httpd.core.TlsProvider;
import bulla.httpd.core.VirtualHost;
import bulla.tls.TlsEvents;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** A generation that has started: its logs are open, its modules are ready. */
final class Serving implements AutoCloseable {
  private final Generation generation;
  private final ErrorLogs logs;
  private final RequestProcessor processor;

  private Serving(Generation generation, ErrorLogs logs, RequestProcessor processor) {
    this.generation = generation;
    this.logs = logs;
    this.processor = processor;
  }

  /**
   * Opens logs and starts modules.
   *
   * @throws StartupException if that fails; nothing is left open then
   */
  static Serving start(Generation generation, Executor blocking) throws StartupException {
    ErrorLogs logs = ErrorLogs.open(generation.server());
    List<HttpdModule> started = new ArrayList<>();
    try {
      for (HttpdModule module : generation.modules()) {
        module.start(generation.server());
        started.add(module);
      }
    } catch (StartupException cannot) {
      started.forEach(HttpdModule::close);
      logs.close();
      throw cannot;
    }
    return new Serving(generation, logs, new RequestProcessor(generation, blocking));
  }

  Generation generation() {
    return generation;
  }

  /** What serves new connections to an address. */
  HttpServer.Listener listener(InetSocketAddress local) {
    List<VirtualHost> hosts = hosts(local);
    TlsProvider provider = generation.tls();
    TlsProvider.Tls tls = provider == null ? null : provider.at(local, hosts);
    return new HttpServer.Listener(
        tls == null ? null : tls.hosts(),
        tls == null ? TlsEvents.none() : tls.events(),
        hosts.getFirst().limits(),
        processor);
  }

  /** The hosts that share an address; of a socket for all addresses, those of its port. */
  private List<VirtualHost> hosts(InetSocketAddress local) {
    if (!local.getAddress().isAnyLocalAddress()) {
      return generation.server().hostsOf(local);
    }
    List<VirtualHost> sharing =
        generation.server().hosts().stream()
            .filter(
                host ->
                    host.addresses().stream()
                        .anyMatch(
                            address -> address.port() == 0 || address.port() == local.getPort()))
            .toList();
    return sharing.isEmpty() ? List.of(generation.server().main()) : sharing;
  }

  /** Where this generation wants to listen, each address once. */
  List<InetSocketAddress> addresses() {
    return generation.server().listens().stream().map(Serving::address).distinct().toList();
  }

  private static InetSocketAddress address(Listen listen) {
    InetAddress address = listen.address();
    return address == null
        ? new InetSocketAddress(listen.port())
        : new InetSocketAddress(address, listen.port());
  }

  @Override
  public void close() {
    generation.modules().forEach(HttpdModule::close);
    logs.close();
  }
}
