package bulla.tls;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A server on a free port of 127.0.0.1 with {@link TestSite} above {@link TlsServerHandler}. */
final class TestServer implements AutoCloseable {

  private static final int POOL = 4;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final VerificationPool pool = new VerificationPool(POOL, POOL);
  private final Channel listening;

  TestServer(TlsHostNames hosts, TlsEvents events, Consumer<Authentication> outcomes) {
    this(hosts, events, outcomes, List::of, List::of);
  }

  /** With a handler of each connection between TLS and the socket, and one above TLS. */
  TestServer(TlsHost host, Supplier<ChannelHandler> below, Supplier<ChannelHandler> above) {
    this(
        _ -> host,
        TlsEvents.none(),
        _ -> {},
        () -> List.of(below.get()),
        () -> List.of(above.get()));
  }

  private TestServer(
      TlsHostNames hosts,
      TlsEvents events,
      Consumer<Authentication> outcomes,
      Supplier<List<ChannelHandler>> below,
      Supplier<List<ChannelHandler>> above) {
    listening =
        new ServerBootstrap()
            .group(group)
            .channel(EpollServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    ChannelPipeline pipeline = channel.pipeline();
                    below.get().forEach(pipeline::addLast);
                    pipeline.addLast(new TlsServerHandler(hosts, events, pool));
                    above.get().forEach(pipeline::addLast);
                    pipeline.addLast(new TestSite(outcomes));
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

  /** The oldest OpenSSL error on each thread that may have worked for a client, 0 for none. */
  List<Long> oldestErrors() throws Exception {
    List<Future<Long>> queues = new ArrayList<>();
    queues.add(group.submit(ErrorQueues::oldest));
    // As many at a time as there are threads, so that each of them is asked.
    CountDownLatch everybody = new CountDownLatch(POOL);
    for (int i = 0; i < POOL; i++) {
      CompletableFuture<Long> queue = new CompletableFuture<>();
      queues.add(queue);
      pool.executor()
          .execute(
              () -> {
                everybody.countDown();
                awaitUninterruptibly(everybody);
                queue.complete(ErrorQueues.oldest());
              });
    }
    List<Long> oldest = new ArrayList<>();
    for (Future<Long> queue : queues) {
      oldest.add(queue.get(20, TimeUnit.SECONDS));
    }
    return oldest;
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    listening.close().syncUninterruptibly();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    pool.close();
  }
}
