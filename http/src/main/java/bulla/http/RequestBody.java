package bulla.http;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The body of the request in flight, from nothing read to whole or given up. Event loop only. */
final class RequestBody {
  /** The body of a request that has none: whole, and never anything else. */
  static final RequestBody NONE = none();

  private final RequestHead head;
  private final BodyReader reader;
  private BodyBytes bytes = BodyBytes.skipped(0);
  private @Nullable CompletableFuture<byte[]> stage;
  private State state = State.MORE;
  private @Nullable IOException failure;
  private boolean begun;

  /** How far the body has come. */
  enum State {
    MORE,
    WHOLE,
    FAILED
  }

  RequestBody(RequestHead head, HttpLimits limits) {
    this.head = head;
    this.reader = BodyReader.of(head, limits);
  }

  private static RequestBody none() {
    RequestBody none = new RequestBody(new RequestHead(ExchangeBody.END), HttpLimits.defaults());
    none.state = State.WHOLE;
    return none;
  }

  boolean isWhole() {
    return state == State.WHOLE;
  }

  /** Whether the handler was ever given the body to read. */
  boolean isBegun() {
    return begun;
  }

  /** Whether the handler waits for a piece. */
  boolean isAwaited() {
    return stage != null;
  }

  /**
   * Whether what is left can be thrown away to keep the connection: the client will send it, it is
   * short as far as is known, and its framing holds.
   */
  boolean isSkippable(long limit) {
    return state == State.MORE
        && (begun || !head.continueExpected)
        && (head.chunked || head.contentLength <= limit);
  }

  /**
   * The handler wants the next piece.
   *
   * @param limit the most bytes of the whole body; what counts is the limit of the first piece
   * @return whether it must be read; if not, the stage is complete
   */
  boolean wanted(long limit, CompletableFuture<byte[]> asked) {
    if (state == State.WHOLE) {
      asked.complete(ExchangeBody.END);
      return false;
    }
    if (!begun && head.contentLength > limit) {
      fail(new BodyTooLargeException(limit, head.contentLength));
    }
    if (failure != null) {
      asked.completeExceptionally(failure);
      return false;
    }
    if (!begun) {
      begun = true;
      bytes = BodyBytes.kept(limit);
    }
    stage = asked;
    return true;
  }

  /** Nobody wants the rest. */
  void skip(long limit) {
    bytes = BodyBytes.skipped(limit);
  }

  /** Takes what has arrived. */
  State read(ByteBuf in) {
    try {
      if (reader.read(in, bytes)) {
        state = State.WHOLE;
      }
    } catch (IOException e) {
      failure = e;
      state = State.FAILED;
    }
    return state;
  }

  /** Whether there is nothing yet that {@link #deliver} could give. */
  boolean isDry() {
    return state == State.MORE && bytes.isEmpty();
  }

  /** The trailer fields of a body that is whole. */
  List<Response.Field> trailers() {
    return reader.trailers();
  }

  /** Completes the handler's stage with what was read, or the reason why there is none. */
  void deliver() {
    CompletableFuture<byte[]> waiting = stage;
    stage = null;
    if (waiting == null) {
      return;
    }
    if (failure == null) {
      waiting.complete(bytes.take());
    } else {
      waiting.completeExceptionally(failure);
    }
  }

  /** Gives up; the handler, if it waits, is told why. */
  void fail(IOException why) {
    if (state == State.MORE) {
      state = State.FAILED;
      failure = why;
    }
    deliver();
  }

  /** The handler has answered without the rest of the body. */
  void dismiss() {
    CompletableFuture<byte[]> waiting = stage;
    stage = null;
    if (waiting != null) {
      waiting.completeExceptionally(
          new IOException("the request was answered before its body was whole"));
    }
  }
}
