package bulla.http;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The body of the request in flight, from nothing read to whole or given up. Event loop only. */
final class RequestBody {
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

  boolean isWhole() {
    return state == State.WHOLE;
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
   * The handler wants the body.
   *
   * @return whether it may be read; if not, the stage has failed
   */
  boolean wanted(long limit, CompletableFuture<byte[]> asked) {
    stage = asked;
    if (head.contentLength > limit) {
      fail(new BodyTooLargeException(limit));
      return false;
    }
    bytes = BodyBytes.kept(limit);
    begun = true;
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

  /** Completes the handler's stage with the whole body, or the reason why there is none. */
  void deliver() {
    CompletableFuture<byte[]> waiting = Objects.requireNonNull(stage);
    if (failure == null) {
      waiting.complete(bytes.bytes());
    } else {
      waiting.completeExceptionally(failure);
    }
  }

  /** Gives up; the handler, if it waits, is told why. */
  void fail(IOException why) {
    state = State.FAILED;
    failure = why;
    if (stage != null) {
      stage.completeExceptionally(why);
    }
  }
}
