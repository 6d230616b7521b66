package bulla.http;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The body of one stream's request. What comes before the handler wants it is kept: the stream's
 * window bounds it. Event loop only.
 */
final class Http2Body {
  private final long contentLength;
  private final IntConsumer consumed;
  private byte[] kept = ExchangeBody.END;
  private int count;
  private long arrived;
  private long limit = Long.MAX_VALUE;
  private boolean wanted;
  private boolean whole;
  private @Nullable CompletableFuture<byte[]> stage;
  private @Nullable IOException failure;

  /**
   * A body of which nothing has come.
   *
   * @param contentLength what was announced; {@link RequestHead#NO_LENGTH} if nothing was
   * @param consumed told of bytes that are out of the way
   */
  Http2Body(long contentLength, IntConsumer consumed) {
    this.contentLength = contentLength;
    this.consumed = consumed;
  }

  /** Whether the handler waits for the next piece. */
  boolean isAwaited() {
    return stage != null;
  }

  /** Whether the handler has not yet asked, and the client may wait for 100 (Continue). */
  boolean isUntouched() {
    return !wanted && arrived == 0 && !whole;
  }

  /**
   * Takes what has arrived.
   *
   * @return false if it is more than Content-Length says (RFC 9113 8.1.1)
   */
  boolean take(ByteBuf data) {
    int length = data.readableBytes();
    arrived += length;
    if (contentLength != RequestHead.NO_LENGTH && arrived > contentLength) {
      consumed.accept(length);
      return false;
    }
    if (failure == null && arrived > limit) {
      fail(new BodyTooLargeException(limit));
    }
    if (failure != null) {
      consumed.accept(length);
      return true;
    }
    keep(data, length);
    deliver();
    return true;
  }

  /** Whether the last byte has arrived with as many before it as Content-Length says (8.1.1). */
  boolean isComplete() {
    return contentLength == RequestHead.NO_LENGTH || arrived == contentLength;
  }

  /** The last byte has arrived. */
  void end() {
    whole = true;
    deliver();
  }

  /** The handler wants the next piece of a body of at most {@code most} bytes. */
  void want(long most, CompletableFuture<byte[]> asked) {
    stage = asked;
    if (!wanted) {
      wanted = true;
      limit = most;
      if (contentLength > most || arrived > most) {
        fail(new BodyTooLargeException(most));
      }
    }
    deliver();
  }

  /** Gives up; the handler, if it waits, is told why. */
  void fail(IOException why) {
    if (failure == null) {
      failure = why;
    }
    int unread = count;
    count = 0;
    kept = ExchangeBody.END;
    consumed.accept(unread);
    deliver();
  }

  private void deliver() {
    CompletableFuture<byte[]> waiting = stage;
    if (waiting == null) {
      return;
    }
    if (failure != null) {
      stage = null;
      waiting.completeExceptionally(failure);
    } else if (count > 0) {
      stage = null;
      byte[] piece = kept.length == count ? kept : Arrays.copyOf(kept, count);
      kept = ExchangeBody.END;
      count = 0;
      consumed.accept(piece.length);
      waiting.complete(piece);
    } else if (whole) {
      stage = null;
      waiting.complete(ExchangeBody.END);
    }
  }

  private void keep(ByteBuf data, int length) {
    if (count + length > kept.length) {
      // Frames may be tiny: the space for them must not be copied for each.
      kept = Arrays.copyOf(kept, Math.max(count + length, count * 2));
    }
    data.readBytes(kept, count, length);
    count += length;
  }
}
