package bulla.tls;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A server on a free port of 127.0.0.1 with {@link TestSite} above {@link TlsServerHandler}. */
final class TestServer implements AutoCloseable {

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final VerificationPool pool = new VerificationPool(4);
  private final Channel listening;

  TestServer(TlsHostNames hosts, TlsEvents events, Consumer<Authentication> outcomes) {
    listening =
        new ServerBootstrap()
            .group(group)
            .channel(EpollServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel
                        .pipeline()
                        .addLast(new TlsServerHandler(hosts, events, pool), new TestSite(outcomes));
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
  }

  TestServer(TlsHostNames hosts, TlsEvents events) {
    this(hosts, events, _ -> {});
  }

  TestServer(TlsHost host) {
    this(_ -> host, TlsEvents.none());
  }

  int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  String url(String path) {
    return "https://127.0.0.1:" + port() + path;
  }

  @Override
  public void close() {
    listening.close().syncUninterruptibly();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    pool.close();
  }
}
