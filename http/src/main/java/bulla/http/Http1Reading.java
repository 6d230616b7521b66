package bulla.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.io.EOFException;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The half of an HTTP/1 connection that reads: heads, and bodies for their handlers or to be rid of
 * them. What arrives while a request is answered waits, so that a client's requests are answered in
 * order. Event loop only.
 */
abstract class Http1Reading extends ServerConnection implements Carrier {
  private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(US_ASCII);

  /** More than this is not read ahead of the request that is being answered. */
  private static final int READ_AHEAD = 64 * 1024;

  final Received received = new Received(READ_AHEAD);
  final RequestHeadReader heads;
  Phase phase = Phase.HEAD;
  @Nullable ServerExchange exchange;
  RequestBody body = RequestBody.NONE;
  int requestsBefore;

  /** Whether what is read comes from the channel in one go: answers are flushed at its end. */
  boolean inBatch;

  /** Whether the client has ended its side. */
  boolean clientDone;

  boolean plainOnTlsPort;
  private @Nullable ClientTime time;
  private @Nullable RequestHead head;
  private int headBytes;
  private long headNanos;
  private boolean advancing;

  Http1Reading(
      HttpLimits limits, Handler handler, InstantSource clock, Set<ServerConnection> open) {
    super(limits, handler, clock, open);
    this.heads = new RequestHeadReader(limits);
  }

  /** Hands what was answered to the client. */
  abstract void flush();

  /** Nothing more comes from the client. */
  abstract void clientDone();

  /** Says no more, and waits for the client to see that. */
  abstract void linger();

  @Override
  void opened(ChannelHandlerContext context) {
    super.opened(context);
    time = new ClientTime(limits, deadline());
  }

  @Override
  public ServerConnection connection() {
    return this;
  }

  @Override
  int requestsBefore() {
    return requestsBefore;
  }

  @Override
  public void readBody(ServerExchange asking, long limit, CompletableFuture<byte[]> stage) {
    if (asking != exchange || (phase != Phase.EXCHANGE && phase != Phase.SENDING)) {
      stage.completeExceptionally(new EOFException("the client went away"));
      return;
    }
    boolean first = !body.isBegun();
    if (!body.wanted(limit, stage)) {
      return;
    }
    time().body(first);
    if (phase == Phase.EXCHANGE) {
      phase = Phase.BODY;
    }
    if (first && phase == Phase.BODY && head().continueExpected && received.isEmpty()) {
      var _ = context().writeAndFlush(Unpooled.wrappedBuffer(CONTINUE), context().voidPromise());
    }
    advance();
  }

  @Override
  public void limits(ServerExchange exchangeOfHost, HttpLimits newLimits) {
    if (exchangeOfHost == exchange) {
      time().host(newLimits);
    }
  }

  /** Goes on as far as the bytes and the exchange in flight allow. */
  void advance() {
    if (advancing) {
      return;
    }
    advancing = true;
    try {
      boolean more = true;
      for (ByteBuf in = received.bytes(); more && in != null; in = received.bytes()) {
        more =
            switch (phase) {
              case HEAD -> readHead(in);
              case BODY -> readPiece(in);
              case SENDING -> body.isAwaited() && readPiece(in);
              case SKIPPING -> skip(in);
              case EXCHANGE, LINGERING, CLOSED -> false;
            };
        received.trim();
      }
    } finally {
      advancing = false;
    }
    if (clientDone) {
      clientDone();
    }
    controlReading();
    if (!inBatch) {
      flush();
    }
  }

  private boolean readHead(ByteBuf in) {
    // A client that does not take its answers gets no more of them.
    if (!context().channel().isWritable()) {
      return false;
    }
    boolean fresh = !heads.begun();
    if (fresh) {
      headNanos = System.nanoTime();
    }
    int unread = in.readableBytes();
    RequestHeadReader.Outcome outcome = heads.read(in);
    if (plainOnTlsPort && outcome != RequestHeadReader.Outcome.INCOMPLETE) {
      refuse(Refusal.PLAIN_HTTP_TO_TLS_PORT);
      return true;
    }
    switch (outcome) {
      case INCOMPLETE -> {
        if (fresh && heads.begun() && requestsBefore > 0) {
          time().head(headNanos, unread);
        } else {
          time().moreOfHead(unread - headBytes);
        }
        headBytes = in.readableBytes();
        return false;
      }
      case REQUEST -> {
        ServerExchange starting = start();
        body = head().hasBody() ? new RequestBody(head(), limits) : RequestBody.NONE;
        handle(starting);
      }
      case REFUSED -> refuse(heads.refusal());
    }
    return true;
  }

  private void refuse(Refusal refusal) {
    ServerExchange starting = start();
    head().persistent = false;
    body = RequestBody.NONE;
    refuse(starting, refusal);
  }

  private ServerExchange start() {
    head = heads.head();
    ServerExchange starting = new ServerExchange(head, this, headNanos, clock.millis());
    exchange = starting;
    headBytes = 0;
    phase = Phase.EXCHANGE;
    time().exchange();
    return starting;
  }

  /** Reads on in the body for the handler. */
  private boolean readPiece(ByteBuf in) {
    int unread = in.readableBytes();
    body.read(in);
    int came = unread - in.readableBytes();
    if (body.isDry()) {
      time().moreOfBody(came);
      return false;
    }
    time().enoughOfBody(came);
    if (phase == Phase.BODY) {
      phase = Phase.EXCHANGE;
      time().none();
    }
    if (body.isWhole()) {
      Objects.requireNonNull(exchange).trailers(body.trailers());
    }
    body.deliver();
    return true;
  }

  /** Reads on in a body to be rid of it. */
  private boolean skip(ByteBuf in) {
    int unread = in.readableBytes();
    switch (body.read(in)) {
      case MORE -> {
        time().moreOfBody(unread - in.readableBytes());
        return false;
      }
      case WHOLE -> awaitRequest();
      case FAILED -> linger();
    }
    return true;
  }

  void awaitRequest() {
    body = RequestBody.NONE;
    phase = Phase.HEAD;
    time().idle();
  }

  void headTimedOut(ByteBuf in) {
    if (requestsBefore > 0 && !heads.hasRequestLine()) {
      // Not worth a word: the connection was idle, and stays so as far as anyone can tell.
      close();
      return;
    }
    heads.giveUp(in);
    refuse(heads.refusal());
    flush();
  }

  void tellIfTooSlow(ReadTimeouts.Part part) {
    if (time().isReadPast()) {
      tooSlow(part);
    }
  }

  void controlReading() {
    received.control(
        context(),
        phase == Phase.EXCHANGE || phase == Phase.SENDING || !context().channel().isWritable());
  }

  RequestHead head() {
    return Objects.requireNonNull(head);
  }

  ClientTime time() {
    return Objects.requireNonNull(time);
  }
}
