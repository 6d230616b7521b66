package bulla.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Sends a long content piece by piece, as the client takes it. Pieces of a file are read on a
 * virtual thread, one at a time; everything else happens on the event loop. The content is closed
 * by whoever has it last: the reading thread never sees it closed under its hands.
 */
final class ContentPump implements Pump {
  private static final int SMALLEST_PIECE = 64 * 1024;

  /** Each piece of a file costs two changes of thread: clients that are fast get larger ones. */
  private static final int LARGEST_PIECE = 256 * 1024;

  private final ChannelHandlerContext context;
  private final Content content;
  private final Completion completion;
  private int piece = SMALLEST_PIECE;
  private long sent;
  private boolean reading;
  private boolean stopped;

  ContentPump(ChannelHandlerContext context, Content content, Completion completion) {
    this.context = context;
    this.content = content;
    this.completion = completion;
  }

  @Override
  public long sent() {
    return sent;
  }

  @Override
  public boolean isStarved() {
    return reading;
  }

  @Override
  public void run() {
    Channel channel = context.channel();
    while (!reading && !stopped && sent < content.length() && channel.isWritable()) {
      int length = (int) Math.min(piece, content.length() - sent);
      if (content instanceof Content.Bytes(byte[] array)) {
        send(Unpooled.wrappedBuffer(array, (int) sent, length));
      } else {
        read(length);
      }
    }
  }

  @Override
  public void stop() {
    stopped = true;
    if (!reading) {
      ResponseContent.close(content);
    }
  }

  private void read(int length) {
    reading = true;
    long from = sent;
    ByteBuf bytes = context.alloc().directBuffer(length);
    Thread.startVirtualThread(
        () -> {
          IOException failure = null;
          try {
            ResponseContent.read(content, from, length, bytes);
          } catch (IOException e) {
            failure = e;
          }
          IOException error = failure;
          try {
            context.executor().execute(() -> arrived(bytes, error));
          } catch (RejectedExecutionException e) {
            bytes.release();
            ResponseContent.close(content);
          }
        });
  }

  private void arrived(ByteBuf bytes, @Nullable IOException error) {
    reading = false;
    if (stopped || error != null) {
      bytes.release();
      ResponseContent.close(content);
      if (!stopped) {
        completion.pumped(error);
      }
      return;
    }
    send(bytes);
    run();
  }

  private void send(ByteBuf bytes) {
    sent += bytes.readableBytes();
    if (sent < content.length()) {
      var _ = context.writeAndFlush(bytes, context.voidPromise());
      // What slow clients do not take is kept small: there may be many of them.
      piece =
          context.channel().isWritable()
              ? Math.min(piece * 2, LARGEST_PIECE)
              : Math.max(piece / 2, SMALLEST_PIECE);
      return;
    }
    ResponseContent.close(content);
    var _ = context.writeAndFlush(bytes).addListener(this::written);
  }

  private void written(Future<? super Void> future) {
    if (!stopped) {
      completion.pumped(future.cause());
    }
  }
}
