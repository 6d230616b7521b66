package bulla.http;

import bulla.tls.CertificateVerification;
import bulla.tls.HandshakeCompleted;
import bulla.tls.PlainHttpOnTlsPort;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection whose TLS handshake takes too long, by the time in which the client is waited
 * for. Stands behind TLS, where its end is told, with a counter before it, where its bytes are;
 * both go when the handshake is done. Event loop only.
 */
final class HandshakeTimeout extends ChannelInboundHandlerAdapter {
  private final ReadTimeouts.Limit limit;
  private final Handler handler;
  private final ReadClock clock = new ReadClock();
  private final Counter counter = new Counter();
  private @Nullable Deadline deadline;

  HandshakeTimeout(ReadTimeouts.Limit limit, Handler handler) {
    this.limit = limit;
    this.handler = handler;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    long now = System.nanoTime();
    clock.start(limit, now);
    deadline = new Deadline(context.executor(), () -> passed(context));
    goOn(now);
    context.pipeline().addFirst(counter);
    context.fireChannelActive();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof HandshakeCompleted || event instanceof PlainHttpOnTlsPort) {
      context.pipeline().remove(counter);
      context.pipeline().remove(this);
    } else if (event == CertificateVerification.BEGUN) {
      clock.pause(System.nanoTime());
      Objects.requireNonNull(deadline).clear();
    } else if (event == CertificateVerification.ENDED) {
      clock.resume(System.nanoTime());
      goOn(System.nanoTime());
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (deadline != null) {
      deadline.cancel();
    }
  }

  private void goOn(long now) {
    Objects.requireNonNull(deadline).at(clock.until(now, limit.timeout()), now);
  }

  private void passed(ChannelHandlerContext context) {
    long now = System.nanoTime();
    if (!clock.isPast(now)) {
      goOn(now);
      return;
    }
    Channel channel = context.channel();
    handler.tooSlow(
        (InetSocketAddress) channel.remoteAddress(),
        (InetSocketAddress) channel.localAddress(),
        ReadTimeouts.Part.HANDSHAKE);
    var _ = context.close();
  }

  private final class Counter extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof ByteBuf bytes) {
        clock.received(bytes.readableBytes());
      }
      context.fireChannelRead(message);
    }
  }
}
