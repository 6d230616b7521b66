package bulla.http;

import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Takes content that comes piece by piece, each when it is asked for, and holds it to the length
 * that was announced. Event loop only; the pieces may come from elsewhere.
 */
final class StreamedPieces {
  private final ChannelHandlerContext context;
  private final Content.Streamed content;
  private final Taker taker;
  private long taken;
  private boolean asked;
  private boolean closed;

  /** Who the pieces are for. Called on the event loop, once for each {@link #ask}. */
  interface Taker {
    /** The next piece, not empty. */
    void piece(byte[] bytes);

    /** There are no more pieces; trailers are known. */
    void end();

    /** The content breaks off, or is not as long as was announced. */
    void failed(@Nullable Throwable why);
  }

  StreamedPieces(ChannelHandlerContext context, Content.Streamed content, Taker taker) {
    this.context = context;
    this.content = content;
    this.taker = taker;
  }

  /** Whether a piece was asked for and has not come. */
  boolean isAsked() {
    return asked;
  }

  /** Asks for the next piece; it may be there before this returns. */
  void ask() {
    asked = true;
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

  /** Nothing more is wanted, and nobody is told of what still comes. */
  void close() {
    closed = true;
    content.stream().close();
  }

  private void arrived(byte @Nullable [] piece, @Nullable Throwable failure) {
    asked = false;
    if (closed) {
      return;
    }
    long announced = content.length();
    if (piece == null) {
      taker.failed(failure);
    } else if (announced >= 0 && piece.length > announced - taken) {
      taker.failed(new IOException("the content is longer than was announced"));
    } else if (piece.length > 0) {
      taken += piece.length;
      taker.piece(piece);
    } else if (announced >= 0 && taken < announced) {
      taker.failed(new IOException("the content is shorter than was announced"));
    } else {
      taker.end();
    }
  }
}
