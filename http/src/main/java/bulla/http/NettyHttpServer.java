package bulla.http;

import bulla.tls.TlsServerHandler;
import bulla.tls.VerificationPool;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
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
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Listens with Netty: epoll on Linux, NIO elsewhere. */
final class NettyHttpServer implements HttpServer {
  /** httpd's ListenBacklog. */
  private static final int BACKLOG = 511;

  /** Certificates that are verified at once; most of that time may be spent at an OCSP server. */
  private static final int VERIFICATIONS = 32;

  private final VerificationPool verifications = new VerificationPool(VERIFICATIONS);
  private final EventLoopGroup loops;
  private final Class<? extends ServerChannel> channelType;
  private final InstantSource clock;
  private final ChannelGroup listening;
  private final ChannelGroup channels;
  private final Set<ServerConnection> connections = ConcurrentHashMap.newKeySet();
  private final Map<EventLoop, ResponseHeadWriter> headWriters = new ConcurrentHashMap<>();

  private NettyHttpServer(
      EventLoopGroup loops, Class<? extends ServerChannel> channelType, InstantSource clock) {
    this.loops = loops;
    this.channelType = channelType;
    this.clock = clock;
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
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory()),
        epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class,
        clock);
  }

  @Override
  public Listening listen(InetSocketAddress address, Supplier<Listener> listener)
      throws IOException {
    ConnectionLimit limit = new ConnectionLimit();
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(channelType)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    Listener serving = listener.get();
                    limit.opened(channel, serving.limits().connections());
                    serve(channel, serving);
                  }
                });
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen on " + address + ": " + bound.cause().getMessage(), bound.cause());
    }
    listening.add(bound.channel());
    return new Socket(bound.channel());
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
    ResponseHeadWriter heads =
        headWriters.computeIfAbsent(channel.eventLoop(), loop -> new ResponseHeadWriter());
    if (listener.hosts() != null) {
      channel
          .pipeline()
          .addLast(new TlsServerHandler(listener.hosts(), listener.events(), verifications));
      ReadTimeouts.Limit handshake = listener.limits().reads().handshake();
      if (handshake.isOn()) {
        channel.pipeline().addLast(new HandshakeTimeout(handshake, listener.handler()));
      }
    }
    channel
        .pipeline()
        .addLast(
            new Http1Connection(listener.limits(), listener.handler(), clock, heads, connections));
  }

  private record Socket(Channel channel) implements Listening {
    @Override
    public InetSocketAddress address() {
      return (InetSocketAddress) channel.localAddress();
    }

    @Override
    public void close() {
      channel.close().awaitUninterruptibly();
    }
  }
}
