package bulla.http;

import bulla.tls.TlsConnection;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's connection, whatever version of HTTP it speaks: who it is, how long it may take, and
 * how a handler is called. Event loop only.
 */
abstract class ServerConnection extends ChannelInboundHandlerAdapter implements Connection {
  private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);

  final HttpLimits limits;
  final InstantSource clock;
  private final Handler handler;
  private final Set<ServerConnection> open;

  private @Nullable ChannelHandlerContext context;
  private @Nullable Deadline deadline;
  private @Nullable InetSocketAddress remoteAddress;
  private @Nullable InetSocketAddress localAddress;
  private @Nullable TlsConnection tls;
  private @Nullable Object attachment;

  /**
   * A connection that is not yet open.
   *
   * @param open where it stands while it is open
   */
  ServerConnection(
      HttpLimits limits, Handler handler, InstantSource clock, Set<ServerConnection> open) {
    this.limits = limits;
    this.handler = handler;
    this.clock = clock;
    this.open = open;
  }

  /** Ends the connection unless an exchange is in flight; then it ends after that. */
  abstract void endWhenIdle();

  /** What is {@link Exchange#requestsBefore} for a request that comes now. */
  abstract int requestsBefore();

  /** The deadline has passed. */
  abstract void timeout();

  /** The client's first request is waited for since then, a {@link System#nanoTime}. */
  void waitsSince(long nanos) {}

  /** The handler has retired. In HTTP/1 its answers say so. */
  void retire() {}

  @Override
  public InetSocketAddress remoteAddress() {
    return Objects.requireNonNull(remoteAddress);
  }

  @Override
  public InetSocketAddress localAddress() {
    return Objects.requireNonNull(localAddress);
  }

  @Override
  public @Nullable TlsConnection tls() {
    return tls;
  }

  @Override
  public Executor eventLoop() {
    return context().executor();
  }

  @Override
  public @Nullable Object attachment() {
    return attachment;
  }

  @Override
  public void attach(@Nullable Object newAttachment) {
    attachment = newAttachment;
  }

  @Override
  public void endSoon() {
    context().executor().execute(this::endWhenIdle);
  }

  @Override
  public void whenEnded(Runnable task) {
    var _ = context().channel().closeFuture().addListener(_ -> task.run());
  }

  /** Lets the connection know if its handler has retired; from any thread. */
  void retireSoon() {
    if (isRetired()) {
      context().executor().execute(this::retire);
    }
  }

  boolean isRetired() {
    return handler.retired();
  }

  /** Whether the caller is on the event loop; from any thread. */
  public boolean inEventLoop() {
    return context().executor().inEventLoop();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ignored, Throwable cause) {
    if (cause instanceof IOException) {
      LOG.debug("connection of {} broke", remoteAddress, cause);
    } else {
      LOG.error("connection of {} failed", remoteAddress, cause);
    }
    close();
  }

  /** The connection is there; called once, before anything else. */
  void opened(ChannelHandlerContext newContext) {
    context = newContext;
    deadline = new Deadline(newContext.executor(), this::timeout);
    remoteAddress = (InetSocketAddress) newContext.channel().remoteAddress();
    localAddress = (InetSocketAddress) newContext.channel().localAddress();
    open.add(this);
  }

  /** The connection is over. */
  void closed() {
    open.remove(this);
    deadline().cancel();
  }

  /** The TLS handshake below is done. */
  void secured(TlsConnection connection) {
    tls = connection;
  }

  /** Tells the handler of a client that is too slow. */
  void tooSlow(ReadTimeouts.Part part) {
    handler.tooSlow(remoteAddress(), localAddress(), part);
  }

  /** Has a request answered by the handler. */
  void handle(ServerExchange exchange) {
    try {
      handler.handle(exchange);
    } catch (RuntimeException e) {
      failed(exchange, e);
    }
  }

  /** Has what could not become a request answered by the handler. */
  void refuse(ServerExchange exchange, Refusal refusal) {
    try {
      handler.refuse(exchange, refusal);
    } catch (RuntimeException e) {
      failed(exchange, e);
    }
  }

  void close() {
    var _ = context().close();
  }

  ChannelHandlerContext context() {
    return Objects.requireNonNull(context);
  }

  Deadline deadline() {
    return Objects.requireNonNull(deadline);
  }

  private static void failed(ServerExchange exchange, RuntimeException cause) {
    LOG.error("answering {} failed", exchange.request(), cause);
    if (!exchange.isAnswered()) {
      exchange.respond(new Response(500, "Internal Server Error", List.of(), Content.NONE, true));
    }
  }
}
