package bulla.http;

import bulla.tls.TlsConnection;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The connection that exchanges come on. */
public interface Connection {
  /** The client's address. */
  InetSocketAddress remoteAddress();

  /** Our own address. */
  InetSocketAddress localAddress();

  /** The TLS connection below; null on plain HTTP. */
  @Nullable TlsConnection tls();

  /** Runs tasks on this connection's event loop. */
  Executor eventLoop();

  /** Ends the connection as soon as no exchange is in flight; from any thread. */
  void endSoon();

  /** Runs a task when the connection has ended, on the event loop. */
  void whenEnded(Runnable task);

  /** A place for the handler to keep something for the life of the connection; event loop only. */
  @Nullable Object attachment();

  /** Sets what {@link #attachment} gives. */
  void attach(@Nullable Object attachment);
}
