package bulla.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves {@code /metrics}, and a page that leads there under every other path. */
public final class MetricsServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads;

  private MetricsServer(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Starts to serve.
   *
   * @throws IOException if the address cannot be bound; the message names it
   */
  public static MetricsServer start(InetSocketAddress address, AgentMetrics metrics, Instant now)
      throws IOException {
    HttpServer server;
    try {
      if (address.isUnresolved()) {
        throw new IOException("the name cannot be resolved");
      }
      server = HttpServer.create(address, 16);
    } catch (IOException e) {
      throw new IOException(
          "metrics server cannot listen on " + address + ": " + e.getMessage(), e);
    }
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    String page = page(address, now);
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(exchange, "text/html; charset=utf-8", page));
    server.createContext(
        "/metrics",
        exchange -> answer(exchange, "text/plain; version=0.0.4; charset=utf-8", metrics.text()));
    server.start();
    return new MetricsServer(server, threads);
  }

  /** The address with the port that was really taken. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static void answer(HttpExchange exchange, String type, String text) throws IOException {
    try (exchange) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(200, -1);
        return;
      }
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static String page(InetSocketAddress address, Instant now) {
    String time =
        DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxx")
            .withZone(ZoneId.systemDefault())
            .format(now);
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head><meta charset="utf-8"><title>certmgr</title></head>
    <body>
    <h1>certmgr</h1>
    <p>Running since %s, listening on %s.</p>
    <ul><li><a href="/metrics">Metrics for Prometheus</a></li></ul>
    </body>
    </html>
    """
        .formatted(time, address.getHostString() + ":" + address.getPort());
  }
}
