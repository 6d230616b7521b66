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
import org.jspecify.annotations.Nullable;

/**
 * The web server: one generation that serves, and the means to put another in its place. Methods
 * are called by one thread at a time.
 */
public final class WebServer implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(3);

  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer http;
  private final Sockets sockets;
  private volatile @Nullable Serving serving;

  private WebServer(int eventLoops, InheritedSockets inherited) {
    this.http = HttpServer.create(eventLoops);
    this.sockets = new Sockets(http, this::serving, inherited);
  }

  /** Opens, and accepts connections at once. */
  public static WebServer start(Generation generation) throws StartupException {
    WebServer server = open(generation, InheritedSockets.none());
    server.accept();
    return server;
  }

  /**
   * Opens error logs, modules, listeners, in this order. Connections wait until {@link #accept}.
   *
   * @param inherited listening sockets that were handed to this process
   * @throws StartupException if one of them cannot; nothing is left running then
   */
  static WebServer open(Generation generation, InheritedSockets inherited) throws StartupException {
    WebServer server = new WebServer(Runtime.getRuntime().availableProcessors(), inherited);
    try {
      Serving first = Serving.start(generation, server.blocking);
      server.serving = first;
      server.sockets.open(first.addresses(), first.listenOptions());
    } catch (StartupException cannot) {
      server.close();
      throw cannot;
    }
    return server;
  }

  /** Starts to accept connections. */
  void accept() {
    sockets.accept();
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
   * open ones stay with the old one and end after their next answer.
   *
   * @throws StartupException if the new one cannot start; the old one goes on serving
   */
  public void replace(Generation generation) throws StartupException {
    Serving old = serving();
    Serving next = Serving.start(generation, blocking);
    try {
      sockets.open(next.addresses(), next.listenOptions());
    } catch (StartupException cannot) {
      next.close();
      throw cannot;
    }
    serving = next;
    sockets.accept();
    sockets.keep(next.addresses());
    old.retire();
    http.endRetired();
  }

  /** What cannot be served at the moment, and why, a sentence each. */
  List<String> unready() {
    return generation().modules().stream().flatMap(module -> module.unready().stream()).toList();
  }

  /**
   * Whether it could serve somebody now: whether every event loop has run a task. Blocks until
   * then, for a few seconds at most. From any thread.
   */
  public boolean lives() {
    return http.answers(ANSWER);
  }

  /** Sockets that were handed to this process and that no Listen has asked for. */
  List<String> unusedSockets() {
    return sockets.unused();
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
