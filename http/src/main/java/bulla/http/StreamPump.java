package bulla.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Sends content that comes piece by piece: in chunks (RFC 9112 7.1) when its length is not known,
 * else as it is. The next piece is asked for when the client has taken the last.
 */
final class StreamPump implements Pump {
  private static final byte[] LINE_END = "\r\n".getBytes(US_ASCII);

  private final ChannelHandlerContext context;
  private final Content.Streamed content;
  private final Framing framing;
  private final Completion completion;
  private long sent;
  private boolean running;
  private boolean asking;
  private boolean done;

  /** How the client learns where the content ends. */
  enum Framing {
    /** By the length that was announced. */
    LENGTH,
    CHUNKED,
    /** Chunked, and the client takes trailers. */
    CHUNKED_WITH_TRAILERS,
    /** By the end of the connection. */
    CLOSE
  }

  StreamPump(
      ChannelHandlerContext context,
      Content.Streamed content,
      Framing framing,
      Completion completion) {
    this.context = context;
    this.content = content;
    this.framing = framing;
    this.completion = completion;
  }

  @Override
  public long sent() {
    return sent;
  }

  @Override
  public boolean isStarved() {
    return asking;
  }

  @Override
  public void run() {
    running = true;
    while (!asking && !done && context.channel().isWritable()) {
      ask();
    }
    running = false;
  }

  @Override
  public void stop() {
    done = true;
    content.stream().close();
  }

  private void ask() {
    asking = true;
    var _ =
        content.stream()
            .next()
            .whenComplete(
                (piece, failure) -> {
                  if (context.executor().inEventLoop()) {
                    arrived(piece, failure);
                    return;
                  }
                  try {
                    context.executor().execute(() -> arrived(piece, failure));
                  } catch (RejectedExecutionException e) {
                    content.stream().close();
                  }
                });
  }

  private void arrived(byte @Nullable [] piece, @Nullable Throwable failure) {
    asking = false;
    if (done) {
      return;
    }
    if (piece == null) {
      end(failure);
    } else if (framing == Framing.LENGTH && piece.length > content.length() - sent) {
      end(new IOException("the content is longer than was announced"));
    } else if (piece.length > 0) {
      sent += piece.length;
      var _ = context.writeAndFlush(framed(piece), context.voidPromise());
    } else if (framing == Framing.LENGTH && sent < content.length()) {
      end(new IOException("the content is shorter than was announced"));
    } else {
      content.stream().close();
      done = true;
      var _ = context.writeAndFlush(last()).addListener(this::written);
    }
    if (!running) {
      run();
    }
  }

  private void end(@Nullable Throwable failure) {
    done = true;
    content.stream().close();
    completion.pumped(failure);
  }

  private ByteBuf framed(byte[] piece) {
    if (framing == Framing.LENGTH || framing == Framing.CLOSE) {
      return Unpooled.wrappedBuffer(piece);
    }
    byte[] size = (Integer.toHexString(piece.length) + "\r\n").getBytes(US_ASCII);
    return Unpooled.wrappedBuffer(size, piece, LINE_END);
  }

  private ByteBuf last() {
    return switch (framing) {
      case LENGTH, CLOSE -> Unpooled.EMPTY_BUFFER;
      case CHUNKED -> Unpooled.wrappedBuffer("0\r\n\r\n".getBytes(US_ASCII));
      case CHUNKED_WITH_TRAILERS -> Trailers.lastChunk(content.stream().trailers());
    };
  }

  private void written(Future<? super Void> future) {
    completion.pumped(future.cause());
  }
}
