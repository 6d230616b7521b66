package bulla.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a connection that have arrived and were not yet read, and whether more are taken
 * from the client. Owns the buffer. Event loop only.
 */
final class Received {
  private final int most;
  private @Nullable ByteBuf waiting;
  private boolean stopped;

  /**
   * Nothing has arrived.
   *
   * @param most beyond so many bytes none are taken for a reader that is busy
   */
  Received(int most) {
    this.most = most;
  }

  /** Takes over what has arrived. */
  void add(ChannelHandlerContext context, ByteBuf bytes) {
    waiting =
        waiting == null
            ? bytes
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), waiting, bytes);
  }

  /** What waits to be read; null if there is nothing. */
  @Nullable ByteBuf bytes() {
    return waiting;
  }

  boolean isEmpty() {
    return waiting == null || !waiting.isReadable();
  }

  /** Gives the buffer back if it was read to its end. */
  void trim() {
    if (waiting != null && !waiting.isReadable()) {
      release();
    }
  }

  void release() {
    if (waiting != null) {
      waiting.release();
      waiting = null;
    }
  }

  /** Stops taking bytes while a reader that is busy has enough, and goes on when it has not. */
  void control(ChannelHandlerContext context, boolean busy) {
    boolean stop = busy && waiting != null && waiting.readableBytes() > most;
    if (stop != stopped) {
      stopped = stop;
      context.channel().config().setAutoRead(!stop);
    }
  }
}
