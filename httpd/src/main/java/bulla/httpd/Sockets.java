package bulla.httpd;

import bulla.http.HttpServer;
import bulla.http.ListenException;
import bulla.http.ListenOptions;
import bulla.httpd.core.StartupException;
import bulla.httpd.core.SystemError;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The sockets that the server listens on. A reload keeps those that stay. */
final class Sockets {
  private final HttpServer http;
  private final Supplier<Serving> serving;
  private final InheritedSockets inherited;
  private final Map<InetSocketAddress, HttpServer.Listening> open = new LinkedHashMap<>();

  Sockets(HttpServer http, Supplier<Serving> serving, InheritedSockets inherited) {
    this.inherited = inherited;
    this.http = http;
    this.serving = serving;
  }

  /**
   * Opens what is wanted and not open yet; nothing is accepted there before {@link #accept}.
   *
   * @throws StartupException if one cannot be opened; those that this call has opened are closed
   */
  void open(List<InetSocketAddress> wanted, ListenOptions options) throws StartupException {
    List<InetSocketAddress> made = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (InetSocketAddress address : wanted) {
      if (open.containsKey(address)) {
        continue;
      }
      try {
        HttpServer.Listening[] listening = new HttpServer.Listening[1];
        // With port 0 the real port is known only after binding, and no connection comes before.
        listening[0] =
            http.listen(
                address,
                options.adopting(inherited.take(address)),
                () -> enter(listening[0].address()));
        open.put(address, listening[0]);
        made.add(address);
      } catch (ListenException refused) {
        lines.add(
            new SystemError(refused.number(), refused.text())
                + ": AH00072: make_sock: could not bind to address "
                + text(address));
      }
    }
    if (wanted.isEmpty() || !lines.isEmpty()) {
      made.forEach(this::close);
      lines.add("no listening sockets available, shutting down");
      lines.add("AH00015: Unable to open logs");
      throw new StartupException(lines);
    }
  }

  /** The generation that serves at this moment, even if another one takes its place meanwhile. */
  private HttpServer.Listener enter(InetSocketAddress local) {
    while (true) {
      HttpServer.Listener listener = serving.get().enter(local);
      if (listener != null) {
        return listener;
      }
    }
  }

  /** Starts to accept where that has not begun. */
  void accept() {
    open.values().forEach(HttpServer.Listening::accept);
  }

  /** Closes what is no longer wanted. */
  void keep(List<InetSocketAddress> wanted) {
    List.copyOf(open.keySet()).stream()
        .filter(address -> !wanted.contains(address))
        .forEach(this::close);
  }

  /** What was handed to this process and is not listened on. */
  List<String> unused() {
    return inherited.unused();
  }

  /** Where it listens, with the ports that were really taken. */
  List<InetSocketAddress> addresses() {
    return open.values().stream().map(HttpServer.Listening::address).toList();
  }

  private void close(InetSocketAddress address) {
    HttpServer.Listening listening = open.remove(address);
    if (listening != null) {
      listening.close();
    }
  }

  private static String text(InetSocketAddress address) {
    if (address.getAddress() instanceof Inet6Address six) {
      return (six.isAnyLocalAddress() ? "[::]" : "[" + six.getHostAddress() + "]")
          + ":"
          + address.getPort();
    }
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }
}
