package bulla.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A CA's web site on 127.0.0.1 that gives out CRLs, late or not at all if it is told so. For any
 * thread; ends with {@link #close}.
 */
public final class CrlSite implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final AtomicInteger queries = new AtomicInteger();
  private volatile Duration delay = Duration.ZERO;

  private CrlSite(HttpServer server) {
    this.server = server;
  }

  /** Starts a site that has nothing to give. */
  public static CrlSite start() {
    try {
      CrlSite site =
          new CrlSite(
              HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
      site.server.setExecutor(site.threads);
      site.server.createContext("/", site::answer);
      site.server.start();
      return site;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The URL of a path. */
  public String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** Gives this out from now on. */
  public void put(String path, byte[] content) {
    files.put(path, content);
  }

  /** Gives nothing out at a path any more: 404. */
  public void remove(String path) {
    files.remove(path);
  }

  /** Answers so late from now on. */
  public void delay(Duration time) {
    delay = time;
  }

  /** How many questions have come. */
  public int queries() {
    return queries.get();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      queries.incrementAndGet();
      Thread.sleep(delay);
      byte[] file = files.get(exchange.getRequestURI().getPath());
      exchange.sendResponseHeaders(file == null ? 404 : 200, file == null ? -1 : file.length);
      if (file != null) {
        exchange.getResponseBody().write(file);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }
}
