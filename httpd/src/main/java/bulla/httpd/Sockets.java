package bulla.httpd;

import bulla.http.HttpServer;
import bulla.httpd.core.StartupException;
import bulla.httpd.core.SystemError;
import java.io.IOException;
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
  private final Map<InetSocketAddress, HttpServer.Listening> open = new LinkedHashMap<>();

  Sockets(HttpServer http, Supplier<Serving> serving) {
    this.http = http;
    this.serving = serving;
  }

  /**
   * Opens what is wanted and not open yet.
   *
   * @throws StartupException if one cannot be opened; those that this call has opened are closed
   */
  void open(List<InetSocketAddress> wanted) throws StartupException {
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
                () ->
                    serving
                        .get()
                        .listener(listening[0] == null ? address : listening[0].address()));
        open.put(address, listening[0]);
        made.add(address);
      } catch (IOException refused) {
        lines.add(
            error(refused) + ": AH00072: make_sock: could not bind to address " + text(address));
      }
    }
    if (wanted.isEmpty() || !lines.isEmpty()) {
      made.forEach(this::close);
      lines.add("no listening sockets available, shutting down");
      lines.add("AH00015: Unable to open logs");
      throw new StartupException(lines);
    }
  }

  /** Closes what is no longer wanted. */
  void keep(List<InetSocketAddress> wanted) {
    List.copyOf(open.keySet()).stream()
        .filter(address -> !wanted.contains(address))
        .forEach(this::close);
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

  private static SystemError error(IOException refused) {
    String text = String.valueOf(refused.getMessage());
    if (text.contains("in use")) {
      return new SystemError(98, "Address already in use");
    }
    if (text.contains("ermission")) {
      return new SystemError(13, "Permission denied");
    }
    return text.contains("ssign")
        ? new SystemError(99, "Cannot assign requested address")
        : new SystemError(5, text);
  }

  private static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    if (address.getAddress().isAnyLocalAddress()) {
      host = "[::]";
    } else if (host.indexOf(':') >= 0) {
      host = "[" + host + "]";
    }
    return host + ":" + address.getPort();
  }
}
