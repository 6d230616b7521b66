package bulla.responder;

import bulla.http.Handler;
import bulla.http.HttpLimits;
import bulla.http.HttpServer;
import bulla.tls.TlsEvents;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A handler on one plain HTTP address; OCSP and CRLs go without TLS (RFC 5280 8). */
public final class PlainServer implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final HttpServer server;
  private final InetSocketAddress address;

  private PlainServer(HttpServer server, InetSocketAddress address) {
    this.server = server;
    this.address = address;
  }

  /**
   * Starts to serve.
   *
   * @param address port 0 takes any free port
   * @throws IOException if the address cannot be bound; the message names address and reason
   */
  public static PlainServer start(InetSocketAddress address, Handler handler) throws IOException {
    HttpServer server = HttpServer.create(Runtime.getRuntime().availableProcessors());
    HttpServer.Listener listener =
        new HttpServer.Listener(null, TlsEvents.none(), HttpLimits.defaults(), handler);
    try {
      return new PlainServer(server, server.listen(address, () -> listener).address());
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  /** The address with the port that was really taken. */
  public InetSocketAddress address() {
    return address;
  }

  /** Stops listening, lets exchanges in flight end for a short while. */
  @Override
  public void close() {
    server.shutdown(GRACE);
  }
}
