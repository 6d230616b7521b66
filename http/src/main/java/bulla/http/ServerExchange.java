package bulla.http;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
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

  final RequestHead head;
  private final ServerConnection connection;
  private final long startNanos;
  private final long startMillis;
  private @Nullable Consumer<Ending> listener;
  private @Nullable CompletableFuture<byte[]> body;

  // Written through ANSWERED only.
  @SuppressWarnings("UnusedVariable")
  private volatile boolean answered;

  /** What is told at the end; set when the response is written. */
  private int status;

  private long contentBytes;
  private boolean keptAlive;

  /** The next exchange that ends with the same flush. */
  @Nullable ServerExchange next;

  ServerExchange(RequestHead head, ServerConnection connection, long startNanos, long startMillis) {
    this.head = head;
    this.connection = connection;
    this.startNanos = startNanos;
    this.startMillis = startMillis;
  }

  @Override
  public Request request() {
    return head;
  }

  @Override
  public Connection connection() {
    return connection;
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
    onLoop(() -> readBody(limit, stage), () -> stage.completeExceptionally(gone()));
    return stage;
  }

  @Override
  public void respond(Response response) {
    claim(response);
    if (connection.inEventLoop()) {
      connection.answer(this, response);
    } else {
      onLoop(
          () -> connection.answer(this, response), () -> ResponseContent.close(response.content()));
    }
  }

  @Override
  public void respondIntoTheVoid(Response response) {
    claim(response);
    onLoop(
        () -> connection.answerNobody(this, response),
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

  private void readBody(long limit, CompletableFuture<byte[]> stage) {
    if (body != null) {
      throw new IllegalStateException("the body was asked for before");
    }
    body = stage;
    connection.readBody(this, limit, stage);
  }

  private void claim(Response response) {
    if (!ANSWERED.compareAndSet(this, false, true)) {
      ResponseContent.close(response.content());
      throw new IllegalStateException("the exchange was answered before");
    }
  }

  private void onLoop(Runnable task, Runnable otherwise) {
    if (connection.inEventLoop()) {
      task.run();
      return;
    }
    try {
      connection.eventLoop().execute(task);
    } catch (RejectedExecutionException e) {
      otherwise.run();
    }
  }

  private static IOException gone() {
    return new IOException("the server has shut down");
  }
}
