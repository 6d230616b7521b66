package bulla.http;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A request's body as its handlers get it: whole, or piece by piece. What was read whole stays, so
 * that whoever must look at a body before it is anyone's turn (a server that asks for a certificate
 * in between) takes it from nobody. Event loop only.
 */
final class ExchangeBody {
  static final byte[] END = {};

  private final ServerExchange exchange;
  private final Carrier carrier;
  private @Nullable CompletableFuture<byte[]> whole;
  private @Nullable Stream stream;
  private List<Response.Field> trailers = List.of();

  ExchangeBody(ServerExchange exchange, Carrier carrier) {
    this.exchange = exchange;
    this.carrier = carrier;
  }

  /** The trailer fields have come. */
  void trailers(List<Response.Field> fields) {
    trailers = fields;
  }

  /** Completes {@code stage} with the whole body. */
  void whole(long limit, CompletableFuture<byte[]> stage) {
    if (stream != null) {
      stage.completeExceptionally(inPieces());
      return;
    }
    CompletableFuture<byte[]> reading = whole;
    if (reading == null) {
      reading = new CompletableFuture<>();
      whole = reading;
      collect(limit, new ByteArrayOutputStream(), reading);
    }
    pass(reading, limit, stage);
  }

  /** The body piece by piece. */
  ContentStream stream(long limit) {
    if (stream != null) {
      throw inPieces();
    }
    Stream made = new Stream(limit);
    stream = made;
    return made;
  }

  private static IllegalStateException inPieces() {
    return new IllegalStateException("the body is read piece by piece already");
  }

  private void collect(
      long limit, ByteArrayOutputStream collected, CompletableFuture<byte[]> result) {
    while (true) {
      CompletableFuture<byte[]> piece = new CompletableFuture<>();
      carrier.readBody(exchange, Math.min(limit, Integer.MAX_VALUE - 16), piece);
      if (!piece.isDone()) {
        var _ =
            piece.whenComplete(
                (bytes, failure) -> {
                  if (took(bytes, failure, collected, result)) {
                    collect(limit, collected, result);
                  }
                });
        return;
      }
      byte[] bytes = piece.isCompletedExceptionally() ? null : piece.getNow(END);
      Throwable failure = bytes == null ? piece.exceptionNow() : null;
      if (!took(bytes, failure, collected, result)) {
        return;
      }
    }
  }

  /** Whether more is to come. */
  private static boolean took(
      byte @Nullable [] bytes,
      @Nullable Throwable failure,
      ByteArrayOutputStream collected,
      CompletableFuture<byte[]> result) {
    if (failure != null) {
      result.completeExceptionally(failure);
    } else if (bytes == null || bytes.length == 0) {
      result.complete(collected.toByteArray());
    } else {
      collected.writeBytes(bytes);
      return true;
    }
    return false;
  }

  private static void pass(
      CompletableFuture<byte[]> from, long limit, CompletableFuture<byte[]> to) {
    var _ =
        from.whenComplete(
            (bytes, failure) -> {
              if (failure != null) {
                to.completeExceptionally(failure);
              } else if (bytes.length > limit) {
                to.completeExceptionally(new BodyTooLargeException(limit, bytes.length));
              } else {
                to.complete(bytes);
              }
            });
  }

  /** The body for one reader. */
  private final class Stream implements ContentStream {
    private final long limit;
    private boolean wholeGiven;

    Stream(long limit) {
      this.limit = limit;
    }

    @Override
    public CompletableFuture<byte[]> next() {
      CompletableFuture<byte[]> stage = new CompletableFuture<>();
      exchange.onLoop(() -> next(stage), stage);
      return stage;
    }

    private void next(CompletableFuture<byte[]> stage) {
      CompletableFuture<byte[]> read = whole;
      if (read == null) {
        carrier.readBody(exchange, limit, stage);
      } else if (wholeGiven) {
        stage.complete(END);
      } else {
        wholeGiven = true;
        pass(read, limit, stage);
      }
    }

    @Override
    public List<Response.Field> trailers() {
      return trailers;
    }

    /** What nobody wants is skipped, or the connection closed, after the answer. */
    @Override
    public void close() {}
  }
}
