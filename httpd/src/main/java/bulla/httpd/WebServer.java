package bulla.httpd;

import bulla.http.HttpServer;
import bulla.httpd.core.Generation;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.StartupException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The web server: one generation that serves, and the means to put another in its place. Methods
 * are called by one thread at a time.
 */
public final class WebServer implements AutoCloseable {
  /**
   * How long a generation that was replaced keeps its modules open for exchanges in flight; later
   * ones find what they need in memory.
   */
  private static final Duration AFTERLIFE = Duration.ofMinutes(1);

  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer http;
  private final Sockets sockets;
  private volatile @Nullable Serving serving;

  private WebServer(int eventLoops) {
    this.http = HttpServer.create(eventLoops);
    this.sockets = new Sockets(http, this::serving);
  }

  /**
   * Starts: error logs, modules, listeners, in this order.
   *
   * @throws StartupException if one of them cannot; nothing is left running then
   */
  public static WebServer start(Generation generation) throws StartupException {
    WebServer server = new WebServer(Runtime.getRuntime().availableProcessors());
    try {
      Serving first = Serving.start(generation, server.blocking);
      server.serving = first;
      server.sockets.open(first.addresses());
    } catch (StartupException cannot) {
      server.close();
      throw cannot;
    }
    return server;
  }

  /** Where it listens. */
  public List<InetSocketAddress> addresses() {
    return sockets.addresses();
  }

  /** The generation that serves new connections. */
  public Generation generation() {
    return serving().generation();
  }

  /**
   * Puts another generation in the place of the one that serves. New connections meet the new one,
   * open ones stay with the old one.
   *
   * @throws StartupException if the new one cannot start; the old one goes on serving
   */
  public void replace(Generation generation) throws StartupException {
    Serving old = serving();
    Serving next = Serving.start(generation, blocking);
    try {
      sockets.open(next.addresses());
    } catch (StartupException cannot) {
      next.close();
      throw cannot;
    }
    serving = next;
    sockets.keep(next.addresses());
    blocking.execute(() -> closeLater(old));
  }

  private static void closeLater(Serving old) {
    try {
      TimeUnit.SECONDS.sleep(AFTERLIFE.toSeconds());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    old.close();
  }

  /** Writes to the main error log. */
  public void notice(String module, String message) {
    generation().server().main().log().server(module, LogLevel.NOTICE, message);
  }

  /** Stops listening, waits for exchanges in flight, ends. */
  public void stop(Duration grace) {
    http.shutdown(grace);
    Serving last = serving;
    serving = null;
    if (last != null) {
      last.close();
    }
    blocking.shutdownNow();
  }

  /** Stops without grace. */
  @Override
  public void close() {
    stop(Duration.ZERO);
  }

  private Serving serving() {
    Serving now = serving;
    if (now == null) {
      throw new IllegalStateException("the server has stopped");
    }
    return now;
  }
}
