package bulla.http;

import bulla.tls.TlsEvents;
import bulla.tls.TlsHostNames;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Listeners and their event loops. Thread-safe.
 *
 * <p>{@link #close} stops listening at once, lets exchanges in flight end, and then ends the
 * connections.
 */
public interface HttpServer extends AutoCloseable {

  /**
   * Makes a server that listens nowhere yet.
   *
   * @param eventLoops how many threads serve connections, at least 1
   */
  static HttpServer create(int eventLoops) {
    return NettyHttpServer.start(eventLoops, InstantSource.system());
  }

  /**
   * Starts to listen and to accept.
   *
   * @param address where; port 0 takes any free port
   * @param listener what serves it; asked once for each new connection, so that a reload takes
   *     effect for new connections at once
   * @return the listening socket
   * @throws ListenException if the address cannot be bound
   */
  default Listening listen(InetSocketAddress address, Supplier<Listener> listener)
      throws ListenException {
    Listening listening = listen(address, ListenOptions.DEFAULTS, listener);
    listening.accept();
    return listening;
  }

  /**
   * Starts to listen. Connections wait in the system's queue until {@link Listening#accept}: what
   * has to happen between the two, such as giving up the right to bind low ports, can.
   */
  Listening listen(InetSocketAddress address, ListenOptions options, Supplier<Listener> listener)
      throws ListenException;

  /**
   * Whether every event loop does what it is asked within a time; one that hangs serves nobody.
   * Blocks.
   */
  boolean answers(Duration longest);

  /**
   * Tells connections whose handler has {@link Handler#retired} that they come to their end. Those
   * of HTTP/2 are told at once to open no more streams (RFC 9113 6.8); in HTTP/1 the next answer
   * says it.
   */
  void endRetired();

  /** Stops listening, waits at most {@code grace} for exchanges in flight, then closes all. */
  void shutdown(Duration grace);

  /** Shuts down without grace. */
  @Override
  void close();

  /** A socket that listens. */
  interface Listening extends AutoCloseable {
    /** The address with the port that was really taken. */
    InetSocketAddress address();

    /** Starts to accept connections, those that wait first. */
    void accept();

    /** Stops listening; connections stay. */
    @Override
    void close();
  }

  /**
   * What serves a new connection.
   *
   * @param hosts TLS hosts by name; null for plain HTTP
   * @param events told about TLS connections
   * @param limits for this connection
   * @param handler answers its requests
   * @param ended run once for each connection, when it is over; on its event loop
   * @param http2 tells which connections may speak HTTP/2
   */
  record Listener(
      @Nullable TlsHostNames hosts,
      TlsEvents events,
      HttpLimits limits,
      Handler handler,
      Runnable ended,
      Http2Hosts http2) {

    /** Of HTTP/1 alone, and none that need know when connections are over. */
    public Listener(
        @Nullable TlsHostNames hosts, TlsEvents events, HttpLimits limits, Handler handler) {
      this(hosts, events, limits, handler, () -> {}, Http2Hosts.NONE);
    }
  }
}
