package bulla.http;

import bulla.tls.TlsServerHandler;
import bulla.tls.VerificationPool;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Listens with Netty: epoll on Linux, NIO elsewhere. */
final class NettyHttpServer implements HttpServer {
  /**
   * Clients whose certificates are verified at once, nearly all of them waiting for a responder's
   * word; their threads are gone half a minute after they were needed.
   */
  private static final int VERIFICATIONS = 1024;

  /**
   * Channels that are served before tasks have their turn: hundreds of clients that shake hands at
   * the same moment must not keep what is decided, and everybody else, waiting for all of them.
   */
  private static final int READY_AT_ONCE = 8;

  private final VerificationPool verifications;
  private final EventLoopGroup loops;
  private final int eventLoops;
  private final boolean epoll;
  private final InstantSource clock;
  private final ChannelGroup listening;
  private final ChannelGroup channels;
  private final Set<ServerConnection> connections = ConcurrentHashMap.newKeySet();
  private final Map<EventLoop, HeadWriters> headWriters = new ConcurrentHashMap<>();

  private NettyHttpServer(
      EventLoopGroup loops, int eventLoops, boolean epoll, InstantSource clock) {
    this.eventLoops = eventLoops;
    this.loops = loops;
    this.epoll = epoll;
    this.clock = clock;
    this.verifications = new VerificationPool(Math.max(2, eventLoops), VERIFICATIONS);
    this.listening = new DefaultChannelGroup(loops.next());
    this.channels = new DefaultChannelGroup(loops.next());
  }

  /** Starts the event loops. */
  static NettyHttpServer start(int eventLoops, InstantSource clock) {
    boolean epoll = Epoll.isAvailable();
    return new NettyHttpServer(
        new MultiThreadIoEventLoopGroup(
            eventLoops,
            new DefaultThreadFactory("bulla-http"),
            epoll
                ? EpollIoHandler.newFactory(READY_AT_ONCE, DefaultSelectStrategyFactory.INSTANCE)
                : NioIoHandler.newFactory()),
        eventLoops,
        epoll,
        clock);
  }

  @Override
  public Listening listen(
      InetSocketAddress address, ListenOptions options, Supplier<Listener> listener)
      throws ListenException {
    ConnectionLimit limit = new ConnectionLimit();
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channelFactory(() -> serverChannel(address, options))
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, options.backlog())
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    Listener serving = listener.get();
                    channel.closeFuture().addListener(_ -> serving.ended().run());
                    limit.opened(channel, serving.limits().connections());
                    serve(channel, serving);
                  }
                });
    if (options.receiveBuffer() > 0) {
      // Of the listening socket, from which the others inherit it before the window is announced.
      bootstrap.option(ChannelOption.SO_RCVBUF, options.receiveBuffer());
    }
    if (options.sendBuffer() > 0) {
      bootstrap.childOption(ChannelOption.SO_SNDBUF, options.sendBuffer());
    }
    ChannelFuture open =
        options.descriptor() == ListenOptions.NONE ? bootstrap.bind(address) : bootstrap.register();
    if (!open.awaitUninterruptibly().isSuccess()) {
      throw new ListenException(address, open.cause());
    }
    listening.add(open.channel());
    return new Socket(open.channel());
  }

  /** A socket of the address's own family: one of IPv6 for 0.0.0.0 would listen on all of IPv6. */
  private ServerChannel serverChannel(InetSocketAddress address, ListenOptions options) {
    if (!epoll) {
      return new NioServerSocketChannel();
    }
    if (options.descriptor() != ListenOptions.NONE) {
      return new EpollServerSocketChannel(options.descriptor());
    }
    return new EpollServerSocketChannel(
        address.getAddress() instanceof Inet4Address
            ? SocketProtocolFamily.INET
            : SocketProtocolFamily.INET6);
  }

  @Override
  public boolean answers(Duration longest) {
    CountDownLatch waiting = new CountDownLatch(eventLoops);
    for (EventExecutor loop : loops) {
      loop.execute(waiting::countDown);
    }
    try {
      return waiting.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void endRetired() {
    connections.forEach(ServerConnection::retireSoon);
  }

  @Override
  public void shutdown(Duration grace) {
    listening.close().awaitUninterruptibly();
    connections.forEach(ServerConnection::endSoon);
    channels.newCloseFuture().awaitUninterruptibly(grace.toMillis());
    channels.close().awaitUninterruptibly();
    verifications.close();
    loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  @Override
  public void close() {
    shutdown(Duration.ZERO);
  }

  private void serve(Channel channel, Listener listener) {
    channels.add(channel);
    HeadWriters heads =
        headWriters.computeIfAbsent(channel.eventLoop(), loop -> HeadWriters.make());
    if (listener.hosts() != null) {
      channel
          .pipeline()
          .addLast(new TlsServerHandler(listener.hosts(), listener.events(), verifications));
      ReadTimeouts.Limit handshake = listener.limits().reads().handshake();
      if (handshake.isOn()) {
        channel.pipeline().addLast(new HandshakeTimeout(handshake, listener.handler()));
      }
    }
    HttpLimits limits = listener.limits();
    Handler handler = listener.handler();
    Supplier<ServerConnection> http1 =
        () -> new Http1Connection(limits, handler, clock, heads.http1, connections);
    channel
        .pipeline()
        .addLast(
            listener.http2().equals(Http2Hosts.NONE)
                ? http1.get()
                : new ProtocolChoice(
                    listener,
                    http1,
                    http2 ->
                        new Http2Connection(
                            limits, http2, handler, clock, heads.http2, connections)));
  }

  /** What the connections of one event loop write their responses' heads with. */
  private record HeadWriters(ResponseHeadWriter http1, Http2HeadWriter http2) {
    static HeadWriters make() {
      return new HeadWriters(new ResponseHeadWriter(), new Http2HeadWriter());
    }
  }

  private record Socket(Channel channel) implements Listening {
    @Override
    public InetSocketAddress address() {
      return (InetSocketAddress) channel.localAddress();
    }

    @Override
    public void accept() {
      channel.config().setAutoRead(true);
    }

    @Override
    public void close() {
      channel.close().awaitUninterruptibly();
    }
  }
}
