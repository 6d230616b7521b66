package bulla.http;

import io.netty.buffer.ByteBuf;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its answer on an HTTP/2 connection (RFC 9113 5.1). Lives from the request's field
 * block to its last frame in both directions, or to a reset. Event loop only.
 */
final class Http2Stream implements Carrier {
  private static final Logger LOG = LoggerFactory.getLogger(Http2Stream.class);

  /** Longer content takes its turn with that of other streams. */
  private static final int SMALL = Http2Limits.LARGEST_DATA_FRAME;

  private final int id;
  private final Http2Connection connection;
  private final Http2Streams streams;
  private final Http2Request request;
  private final ServerExchange exchange;
  private final @Nullable Http2Body body;
  private @Nullable Http2Content content;
  private long sendWindow;
  private int receiveWindow;
  private int consumed;
  private long progressNanos;
  private final ReadClock bodyClock = new ReadClock();
  private boolean bodyTimed;
  private boolean requestWhole;
  private boolean over;

  Http2Stream(
      int id,
      Http2Connection connection,
      Http2Streams streams,
      Http2Request request,
      boolean requestWhole,
      long nanos,
      long millis) {
    this.id = id;
    this.connection = connection;
    this.streams = streams;
    this.request = request;
    this.requestWhole = requestWhole;
    this.body = requestWhole ? null : new Http2Body(request.contentLength(), this::consumed);
    this.exchange = new ServerExchange(request, this, nanos, millis);
    this.sendWindow = streams.initialSendWindow();
    // A client that has not yet seen our SETTINGS goes by the default (6.9.2).
    this.receiveWindow = Math.max(streams.limits().window(), Http2Streams.DEFAULT_WINDOW);
    this.progressNanos = nanos;
  }

  int id() {
    return id;
  }

  ServerExchange exchange() {
    return exchange;
  }

  /** Whether nothing more is sent or received on it. */
  boolean isOver() {
    return over;
  }

  /** Whether the client has said all of its request. */
  boolean isRequestWhole() {
    return requestWhole;
  }

  // What the client does.

  /**
   * DATA has come.
   *
   * @param size of its payload, with padding
   * @return an error code of RFC 9113 7, 0 if all is well
   */
  int data(ByteBuf data, int size, boolean endOfStream) {
    receiveWindow -= size;
    if (receiveWindow < 0) {
      streams.consumed(size);
      return Http2Error.FLOW_CONTROL_ERROR;
    }
    progressNanos = System.nanoTime();
    if (over) {
      drain(size, endOfStream);
      return Http2Error.NO_ERROR;
    }
    Http2Body taking = Objects.requireNonNull(body);
    if (taking.isAwaited()) {
      bodyClock.received(data.readableBytes());
      bodyClock.pause(progressNanos);
    }
    consumed(size - data.readableBytes());
    if (!taking.take(data)) {
      return Http2Error.PROTOCOL_ERROR;
    }
    return endOfStream && !over ? end(List.of()) : Http2Error.NO_ERROR;
  }

  /** The request's last frame has come; an error code as {@link #data} gives. */
  int end(List<Response.Field> trailers) {
    Http2Body ending = Objects.requireNonNull(body);
    requestWhole = true;
    if (over) {
      connection.over(this);
      return Http2Error.NO_ERROR;
    }
    if (!ending.isComplete()) {
      return Http2Error.PROTOCOL_ERROR;
    }
    if (!trailers.isEmpty()) {
      exchange.trailers(trailers);
    }
    ending.end();
    return Http2Error.NO_ERROR;
  }

  /** The client has reset the stream, or its connection is lost. */
  void lost() {
    leave(new EOFException("the client went away"));
  }

  /** Resets the stream. */
  void reset(int error) {
    streams.output().reset(id, error);
    streams.reset(id);
    leave(new IOException("the request's stream was reset"));
  }

  /** The client takes more on the stream; false if that is more than a window may be (6.9.1). */
  boolean widen(long increment) {
    sendWindow += increment;
    return sendWindow <= Integer.MAX_VALUE;
  }

  /** Ends what the client has kept waiting for so long. */
  void endStalled(long now, long nanos) {
    boolean stalled = now - progressNanos >= nanos;
    if (over) {
      if (stalled) {
        reset(Http2Error.NO_ERROR);
      }
      return;
    }
    Http2Body coming = body;
    Http2Content going = content;
    if (coming != null && coming.isAwaited()) {
      if (bodyClock.isPast(now)) {
        connection.tooSlow(ReadTimeouts.Part.BODY);
        coming.fail(new BodyTimeoutException());
      } else if (stalled) {
        coming.fail(new BodyTimeoutException());
      }
    } else if (stalled && going != null && going.isBlocked()) {
      reset(Http2Error.CANCEL);
    }
  }

  // What the handler does.

  @Override
  public ServerConnection connection() {
    return connection;
  }

  @Override
  public boolean inEventLoop() {
    return connection.inEventLoop();
  }

  @Override
  public void readBody(ServerExchange asking, long limit, CompletableFuture<byte[]> stage) {
    Http2Body reading = body;
    if (over) {
      stage.completeExceptionally(new EOFException("the client went away"));
    } else if (reading == null) {
      stage.complete(ExchangeBody.END);
    } else {
      if (request.continueExpected() && reading.isUntouched() && !exchange.isAnswered()) {
        streams.output().fields(id, connection.heads().interim(100), false);
      }
      progressNanos = System.nanoTime();
      awaitBody();
      reading.want(limit, stage);
      if (!reading.isAwaited()) {
        bodyClock.pause(progressNanos);
      }
      connection.written();
    }
  }

  @Override
  public void answer(ServerExchange answered, Response response) {
    streams.answered();
    if (over) {
      answered.endUnseen(response);
      return;
    }
    Content answer = response.content();
    boolean bare = request.head() || ResponseHeadWriter.isWithoutContent(response.status());
    long length = bare ? 0 : answer.length();
    boolean streamed = answer instanceof Content.Streamed && !bare;
    // httpd has no word for a connection that stays in what it logs of a stream (%X).
    answered.outcome(response.status(), Math.max(0, length), false);
    byte[] block = connection.heads().block(response, answered.startMillis(), request.head());
    Http2Output output = streams.output();
    output.fields(id, block, length == 0 && !streamed);
    if (length == 0 && !streamed) {
      ResponseContent.close(answer);
      finish();
    } else if (answer instanceof Content.Bytes(byte[] bytes)
        && length <= SMALL
        && length <= streams.limits().dataFrame()
        && length <= streams.sendRoom(this)) {
      int size = (int) length;
      int pad = streams.padding().next(streams.sendRoom(this) - length);
      streams.charge(this, size + pad);
      output.data(id, bytes, 0, size, pad, true);
      streams.sent(size);
      finish();
    } else {
      content =
          answer instanceof Content.Streamed pieces
              ? new Http2StreamedContent(this, streams, connection.context(), pieces)
              : new Http2StoredContent(this, streams, connection.context(), answer);
      progressNanos = System.nanoTime();
      streams.sendLater(this);
      streams.pump();
    }
    connection.written();
  }

  @Override
  public void answerNobody(ServerExchange answered, Response response) {
    streams.answered();
    answered.endUnseen(response);
    connection.close();
  }

  @Override
  public void requireHttp11(ServerExchange answered, Response response) {
    streams.answered();
    if (!over) {
      reset(Http2Error.HTTP_1_1_REQUIRED);
    }
    answered.endUnseen(response);
    connection.written();
  }

  // Sending the answer's content.

  long sendWindow() {
    return sendWindow;
  }

  void charge(int bytes) {
    sendWindow -= bytes;
  }

  boolean isSending() {
    return content != null;
  }

  /** Sends one piece if the client takes one now; whether it did. */
  boolean send() {
    Http2Content going = content;
    if (going == null || !going.send()) {
      return false;
    }
    progressNanos = System.nanoTime();
    return true;
  }

  /** Whether the client takes trailers. */
  boolean takesTrailers() {
    return request.takesTrailers();
  }

  /** Sends fields that come after the content, as the stream's last frame. */
  void trailers(List<Response.Field> fields) {
    streams.output().fields(id, connection.heads().trailers(fields), true);
  }

  /** The content's last piece is written. */
  void contentSent() {
    countStreamed();
    content = null;
    finish();
    wrote();
  }

  /** Something was written outside of what the client's bytes brought about. */
  void wrote() {
    connection.written();
  }

  /** The content cannot be read to its end. */
  void contentFailed(@Nullable Throwable error) {
    LOG.warn("the content of a response to {} cannot be read", request, error);
    reset(Http2Error.INTERNAL_ERROR);
    connection.written();
  }

  /** The answer is written. */
  private void finish() {
    streams.output().endWithNextFlush(exchange);
    over = true;
    IOException answered = new IOException("the request was answered before its body was whole");
    if (requestWhole) {
      connection.over(this);
      failBody(answered);
    } else if (isShort()) {
      failBody(answered);
    } else {
      // 8.1: the client need not send the rest.
      reset(Http2Error.NO_ERROR);
    }
  }

  /**
   * Whether the rest of the request, as far as is known, is better waited for than cut off: some
   * clients forget the answer over the reset.
   */
  private boolean isShort() {
    Http2Body coming = body;
    boolean waitsToBeAsked = request.continueExpected() && coming != null && coming.isUntouched();
    return !waitsToBeAsked && request.contentLength() <= Http2Streams.DEFAULT_WINDOW;
  }

  /** Throws away what comes after the answer; no more than what the window lets through. */
  private void drain(int size, boolean endOfStream) {
    streams.consumed(size);
    if (endOfStream) {
      requestWhole = true;
      connection.over(this);
    } else if (receiveWindow == 0) {
      reset(Http2Error.NO_ERROR);
    }
  }

  /** The stream ends before its answer did. */
  private void leave(IOException why) {
    over = true;
    Http2Content going = content;
    if (going != null) {
      countStreamed();
      content = null;
      going.stop();
      exchange.end(true);
    }
    connection.over(this);
    failBody(why);
  }

  /** Only now is it known how much content there was. */
  private void countStreamed() {
    if (content instanceof Http2StreamedContent streamed) {
      exchange.contentBytes(streamed.sent());
    }
  }

  /** The body's time runs only while it is waited for. */
  private void awaitBody() {
    if (bodyTimed) {
      bodyClock.resume(progressNanos);
    } else {
      bodyTimed = true;
      bodyClock.start(connection.limits.reads().body(), progressNanos);
    }
  }

  private void failBody(IOException why) {
    if (body != null) {
      body.fail(why);
    }
  }

  private void consumed(int bytes) {
    streams.consumed(bytes);
    consumed += bytes;
    if (!requestWhole && !over && consumed >= streams.limits().window() / 2) {
      streams.output().windowUpdate(id, consumed);
      receiveWindow += consumed;
      consumed = 0;
    }
  }
}
