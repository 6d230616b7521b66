package bulla.tls;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Closes a channel so that the peer gets to read the last words: a socket that is closed while
 * bytes of the peer wait unread sends RST, and RST takes what was sent before it away.
 */
final class Linger {

  private static final long SECONDS = 2;

  private Linger() {}

  /** Half-closes once all is written, lets the peer close first, and does not wait for long. */
  static void begin(ChannelHandlerContext context) {
    context.channel().config().setAutoRead(true);
    context
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            _ -> {
              if (context.channel() instanceof DuplexChannel channel) {
                ChannelFuture _ = channel.shutdownOutput();
              }
            });
    ScheduledFuture<?> _ =
        context
            .executor()
            .schedule(
                () -> {
                  ChannelFuture _ = context.close();
                },
                SECONDS,
                TimeUnit.SECONDS);
  }
}
