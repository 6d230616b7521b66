package bulla.httpd;

import bulla.http.HttpServer;
import bulla.http.ListenOptions;
import bulla.httpd.core.CoreSettings;
import bulla.httpd.core.ErrorLogs;
import bulla.httpd.core.Generation;
import bulla.httpd.core.HttpdModule;
import bulla.httpd.core.Listen;
import bulla.httpd.core.RequestProcessor;
import bulla.httpd.core.Settings;
import bulla.httpd.core.StartupException;
import bulla.httpd.core.TlsProvider;
import bulla.httpd.core.VirtualHost;
import bulla.tls.TlsEvents;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A generation that has started: its logs are open, its modules are ready. Closed once it was
 * retired and its last connection is over. Thread-safe.
 */
final class Serving {
  private static final Duration AFTERLIFE = Duration.ofSeconds(2);

  private final Generation generation;
  private final ErrorLogs logs;
  private final RequestProcessor processor;
  private final Map<InetSocketAddress, HttpServer.Listener> listeners = new ConcurrentHashMap<>();

  /** Open connections, and one more until the generation is retired. */
  private final AtomicInteger holders = new AtomicInteger(1);

  private final AtomicBoolean closed = new AtomicBoolean();
  private final Executor blocking;

  private Serving(
      Generation generation, ErrorLogs logs, RequestProcessor processor, Executor blocking) {
    this.generation = generation;
    this.logs = logs;
    this.processor = processor;
    this.blocking = blocking;
  }

  /**
   * Opens logs and starts modules.
   *
   * @param blocking runs what may take its time, the closing too
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
    return new Serving(generation, logs, new RequestProcessor(generation, blocking), blocking);
  }

  Generation generation() {
    return generation;
  }

  /**
   * What serves a new connection to an address; the generation stays open until it is over. Null if
   * the generation is over itself: another one serves by now.
   */
  HttpServer.@Nullable Listener enter(InetSocketAddress local) {
    int before;
    do {
      before = holders.get();
      if (before == 0) {
        return null;
      }
    } while (!holders.compareAndSet(before, before + 1));
    return listeners.computeIfAbsent(local, this::listener);
  }

  private HttpServer.Listener listener(InetSocketAddress local) {
    List<VirtualHost> hosts = hosts(local);
    TlsProvider provider = generation.tls();
    TlsProvider.Tls tls = provider == null ? null : provider.at(local, hosts);
    return new HttpServer.Listener(
        tls == null ? null : tls.hosts(),
        tls == null ? TlsEvents.none() : tls.events(),
        hosts.getFirst().limits(),
        processor,
        this::leave,
        generation.http2(hosts.getFirst(), tls));
  }

  /** The hosts that share an address; of a socket for all addresses, those of its port. */
  private List<VirtualHost> hosts(InetSocketAddress local) {
    if (!local.getAddress().isAnyLocalAddress()) {
      return generation.server().at(local).hosts();
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

  /**
   * Where this generation wants to listen, each address once. An address of IPv4 is left out where
   * one of IPv6 covers it: on Linux the two would be in each other's way.
   */
  List<InetSocketAddress> addresses() {
    List<InetSocketAddress> all =
        generation.server().listens().stream().map(Serving::address).distinct().toList();
    return all.stream()
        .filter(
            address ->
                !(address.getAddress() instanceof Inet4Address four && four.isAnyLocalAddress())
                    || all.stream().noneMatch(other -> coversIpv4(other, address.getPort())))
        .toList();
  }

  private static boolean coversIpv4(InetSocketAddress other, int port) {
    return other.getPort() == port
        && port != 0
        && other.getAddress() instanceof Inet6Address six
        && six.isAnyLocalAddress();
  }

  private static InetSocketAddress address(Listen listen) {
    InetAddress address = listen.address();
    return new InetSocketAddress(
        address == null ? ListenOptions.everyAddress() : address, listen.port());
  }

  /** How it wants to listen. */
  ListenOptions listenOptions() {
    Settings settings = generation.server().main().settings();
    return new ListenOptions(
        settings.get(CoreSettings.LISTEN_BACKLOG).intValue(),
        settings.get(CoreSettings.SEND_BUFFER).intValue(),
        settings.get(CoreSettings.RECEIVE_BUFFER).intValue(),
        ListenOptions.NONE);
  }

  /** Another generation serves new connections; this one closes after its last. */
  void retire() {
    processor.retire();
    leave();
  }

  private void leave() {
    if (holders.decrementAndGet() == 0) {
      blocking.execute(this::closeSoon);
    }
  }

  /** Threads that still work for a client who has gone find everything open for a moment. */
  private void closeSoon() {
    try {
      TimeUnit.MILLISECONDS.sleep(AFTERLIFE.toMillis());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    close();
  }

  /** Closes at once. */
  void close() {
    if (!closed.getAndSet(true)) {
      generation.modules().forEach(HttpdModule::close);
      logs.close();
    }
  }
}
