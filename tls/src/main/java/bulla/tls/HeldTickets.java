package bulla.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Holds back the tickets of TLS 1.3 that a handshake ends with, so that they go to the socket with
 * the first response: a client that has sent its Finished has mostly sent a request right behind
 * it. One that has not gets them a moment later. Event loop only.
 */
final class HeldTickets {

  private static final long MILLISECONDS = 10;

  private @Nullable Future<?> release;

  /** The tickets were written, and are not to be flushed yet. */
  void hold(ChannelHandlerContext context) {
    release =
        context
            .executor()
            .schedule(
                () -> {
                  release = null;
                  context.flush();
                },
                MILLISECONDS,
                TimeUnit.MILLISECONDS);
  }

  /** Flushes the channel, unless there is nothing but the tickets to flush. */
  void flushOthers(ChannelHandlerContext context) {
    if (release == null) {
      context.flush();
    }
  }

  /** Flushes the channel, tickets and all. */
  void flushAll(ChannelHandlerContext context) {
    forget();
    context.flush();
  }

  /** Somebody else flushes. */
  void forget() {
    Future<?> waiting = release;
    if (waiting != null) {
      release = null;
      waiting.cancel(false);
    }
  }
}
