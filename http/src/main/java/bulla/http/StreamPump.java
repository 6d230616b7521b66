package bulla.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Sends content that comes piece by piece: in chunks (RFC 9112 7.1) when its length is not known,
 * else as it is. The next piece is asked for when the client has taken the last.
 */
final class StreamPump implements Pump, StreamedPieces.Taker {
  private static final byte[] LINE_END = "\r\n".getBytes(US_ASCII);

  private final ChannelHandlerContext context;
  private final Content.Streamed content;
  private final Framing framing;
  private final Completion completion;
  private final StreamedPieces pieces;
  private long sent;
  private boolean running;
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
    this.pieces = new StreamedPieces(context, content, this);
  }

  @Override
  public long sent() {
    return sent;
  }

  @Override
  public boolean isStarved() {
    return pieces.isAsked();
  }

  @Override
  public void run() {
    running = true;
    while (!pieces.isAsked() && !done && context.channel().isWritable()) {
      pieces.ask();
    }
    running = false;
  }

  @Override
  public void stop() {
    done = true;
    pieces.close();
  }

  @Override
  public void piece(byte[] bytes) {
    sent += bytes.length;
    var _ = context.writeAndFlush(framed(bytes), context.voidPromise());
    if (!running) {
      run();
    }
  }

  @Override
  public void end() {
    stop();
    var _ = context.writeAndFlush(last()).addListener(this::written);
  }

  @Override
  public void failed(@Nullable Throwable why) {
    stop();
    completion.pumped(why);
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
