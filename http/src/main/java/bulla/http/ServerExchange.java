package bulla.http;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One request on its way to its answer: brings the handler's calls to the event loop. */
final class ServerExchange implements Exchange {
  private static final VarHandle ANSWERED;

  static {
    try {
      ANSWERED =
          MethodHandles.lookup().findVarHandle(ServerExchange.class, "answered", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Request request;
  private final Carrier carrier;
  private final long startNanos;
  private final long startMillis;
  private final int requestsBefore;
  private @Nullable Consumer<Ending> listener;
  private @Nullable ExchangeBody body;

  // Written through ANSWERED only.
  @SuppressWarnings("UnusedVariable")
  private volatile boolean answered;

  /** What is told at the end; set when the response is written. */
  private int status;

  private long contentBytes;
  private boolean keptAlive;

  /** The next exchange that ends with the same flush. */
  @Nullable ServerExchange next;

  ServerExchange(Request request, Carrier carrier, long startNanos, long startMillis) {
    this.request = request;
    this.carrier = carrier;
    this.startNanos = startNanos;
    this.startMillis = startMillis;
    this.requestsBefore = carrier.connection().requestsBefore();
  }

  @Override
  public Request request() {
    return request;
  }

  @Override
  public Connection connection() {
    return carrier.connection();
  }

  @Override
  public int requestsBefore() {
    return requestsBefore;
  }

  @Override
  public long startNanos() {
    return startNanos;
  }

  @Override
  public long startMillis() {
    return startMillis;
  }

  @Override
  public CompletionStage<byte[]> body(long limit) {
    CompletableFuture<byte[]> stage = new CompletableFuture<>();
    onLoop(() -> body().whole(limit, stage), stage);
    return stage;
  }

  @Override
  public ContentStream bodyStream(long limit) {
    return body().stream(limit);
  }

  @Override
  public void respond(Response response) {
    claim(response);
    if (carrier.inEventLoop()) {
      carrier.answer(this, response);
    } else {
      onLoop(() -> carrier.answer(this, response), () -> ResponseContent.close(response.content()));
    }
  }

  @Override
  public void respondIntoTheVoid(Response response) {
    claim(response);
    onLoop(
        () -> carrier.answerNobody(this, response),
        () -> ResponseContent.close(response.content()));
  }

  @Override
  public void limits(HttpLimits limits) {
    carrier.limits(this, limits);
  }

  @Override
  public void requireHttp11(Response response) {
    claim(response);
    onLoop(
        () -> carrier.requireHttp11(this, response),
        () -> ResponseContent.close(response.content()));
  }

  @Override
  public void onEnd(Consumer<Ending> listener) {
    this.listener = listener;
  }

  /** Whether the handler has given its answer. */
  boolean isAnswered() {
    return answered;
  }

  /** Notes what {@link #end} will tell. */
  void outcome(int status, long contentBytes, boolean keptAlive) {
    this.status = status;
    this.contentBytes = contentBytes;
    this.keptAlive = keptAlive;
  }

  /** Tells the listener. */
  void end(boolean aborted) {
    if (listener != null) {
      listener.accept(
          new Ending(
              status,
              contentBytes,
              aborted,
              keptAlive && !aborted,
              System.nanoTime() - startNanos));
      listener = null;
    }
  }

  /** Ends an exchange whose answer no one will see. */
  void endUnseen(Response response) {
    ResponseContent.close(response.content());
    outcome(
        response.status(),
        request.method().equals("HEAD") ? 0 : Math.max(0, response.content().length()),
        false);
    end(true);
  }

  /** How much content a response had whose length was not known before. */
  void contentBytes(long count) {
    contentBytes = count;
  }

  /** The request's trailer fields have come; before the last piece is given. */
  void trailers(List<Response.Field> fields) {
    body().trailers(fields);
  }

  /** Runs a task on the event loop; if there is none any more, the stage fails. */
  void onLoop(Runnable task, CompletableFuture<?> stage) {
    onLoop(task, () -> stage.completeExceptionally(gone()));
  }

  private ExchangeBody body() {
    ExchangeBody made = body;
    if (made == null) {
      made = new ExchangeBody(this, carrier);
      body = made;
    }
    return made;
  }

  private void claim(Response response) {
    if (!ANSWERED.compareAndSet(this, false, true)) {
      ResponseContent.close(response.content());
      throw new IllegalStateException("the exchange was answered before");
    }
  }

  private void onLoop(Runnable task, Runnable otherwise) {
    if (carrier.inEventLoop()) {
      task.run();
      return;
    }
    try {
      carrier.connection().eventLoop().execute(task);
    } catch (RejectedExecutionException e) {
      otherwise.run();
    }
  }

  private static IOException gone() {
    return new IOException("the server has shut down");
  }
}
