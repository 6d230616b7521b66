package bulla.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import bulla.tls.CertificateQuestion;
import bulla.tls.HandshakeCompleted;
import bulla.tls.PlainHttpOnTlsPort;
import bulla.tls.TlsConnection;
import bulla.tls.TlsServerHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP/1 connection: reads a request, has it answered, reads the next. What arrives in between
 * waits, so that a client's requests are answered in order. Event loop only.
 */
final class Http1Connection extends ServerConnection implements Carrier {
  private static final Logger LOG = LoggerFactory.getLogger(Http1Connection.class);

  private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(US_ASCII);

  /** More than this is not read ahead of the request that is being answered. */
  private static final int READ_AHEAD = 64 * 1024;

  /** A longer body that the handler did not want is not worth the connection. */
  private static final int SKIPPED_BODY = READ_AHEAD;

  /** How long a client may take to see the last response before the connection goes (9.6). */
  private static final Duration LINGER = Duration.ofSeconds(2);

  private final RequestHeadReader heads;
  private final ResponseHeadWriter headWriter;
  private final Received received = new Received(READ_AHEAD);

  private @Nullable ResponseSender sender;
  private Phase phase = Phase.HEAD;
  private @Nullable ServerExchange exchange;
  private @Nullable RequestHead head;
  private @Nullable RequestBody body;

  /** Of the host that the exchange in flight is for. */
  private HttpLimits hostLimits;

  private final ReadClock reading = new ReadClock();
  private int headBytes;
  private int requestsBefore;
  private long headNanos;
  private boolean inBatch;
  private boolean advancing;
  private boolean clientDone;
  private boolean ending;
  private boolean plainOnTlsPort;

  Http1Connection(
      HttpLimits limits,
      Handler handler,
      InstantSource clock,
      ResponseHeadWriter headWriter,
      Set<ServerConnection> open) {
    super(limits, handler, clock, open);
    this.hostLimits = limits;
    this.headWriter = headWriter;
    this.heads = new RequestHeadReader(limits);
  }

  @Override
  public ServerConnection connection() {
    return this;
  }

  @Override
  public int requestsBefore() {
    return requestsBefore;
  }

  @Override
  public void channelActive(ChannelHandlerContext newContext) {
    opened(newContext);
    sender = new ResponseSender(newContext, headWriter);
    if (newContext.pipeline().get(TlsServerHandler.class) == null) {
      awaitHead();
    } else {
      deadline().in(limits.timeout(), System.nanoTime());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ignored, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (phase == Phase.LINGERING || phase == Phase.CLOSED) {
      bytes.release();
      return;
    }
    inBatch = true;
    received.add(context(), bytes);
    advance();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ignored) {
    inBatch = false;
    sender().flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ignored) {
    if (context().channel().isWritable() && phase != Phase.CLOSED) {
      sender().writable();
      advance();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ignored, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      clientDone();
    } else if (event instanceof HandshakeCompleted(TlsConnection connection)) {
      secured(connection);
      awaitHead();
    } else if (event instanceof PlainHttpOnTlsPort) {
      plainOnTlsPort = true;
    } else if (event == CertificateQuestion.PUT) {
      deadline().in(hostLimits.timeout(), System.nanoTime());
    } else if (event == CertificateQuestion.ANSWERED) {
      deadline().clear();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ignored) {
    closed();
    phase = Phase.CLOSED;
    received.release();
    sender().lost();
    failBody(new EOFException("the client went away before its request's body was whole"));
  }

  @Override
  public void readBody(ServerExchange asking, long limit, CompletableFuture<byte[]> stage) {
    if (asking != exchange || (phase != Phase.EXCHANGE && phase != Phase.SENDING)) {
      stage.completeExceptionally(new EOFException("the client went away"));
      return;
    }
    RequestBody wanted = body;
    if (wanted == null) {
      stage.complete(ExchangeBody.END);
      return;
    }
    boolean first = !wanted.isBegun();
    if (!wanted.wanted(limit, stage)) {
      return;
    }
    awaitBody(first);
    if (phase == Phase.EXCHANGE) {
      phase = Phase.BODY;
    }
    if (first && phase == Phase.BODY && head().continueExpected && received.isEmpty()) {
      var _ = context().writeAndFlush(Unpooled.wrappedBuffer(CONTINUE), context().voidPromise());
    }
    advance();
  }

  @Override
  public void answer(ServerExchange answered, Response response) {
    if (answered != exchange || phase == Phase.CLOSED) {
      answered.endUnseen(response);
      return;
    }
    if (body != null) {
      body.dismiss();
    }
    boolean keep = keeps(response) && (isBodyWhole() || isBodySkippable());
    phase = Phase.SENDING;
    boolean done;
    try {
      done =
          sender()
              .send(
                  answered,
                  head(),
                  response,
                  keep,
                  hostLimits,
                  requestsBefore,
                  error -> sent(answered, keep, error));
    } catch (IOException e) {
      LOG.warn("the content of a response to {} cannot be read", head, e);
      exchange = null;
      answered.end(true);
      close();
      return;
    }
    if (done) {
      next();
    } else if (phase == Phase.SENDING) {
      deadline().in(hostLimits.timeout(), System.nanoTime());
    }
  }

  @Override
  public void limits(ServerExchange exchangeOfHost, HttpLimits newLimits) {
    if (exchangeOfHost == exchange) {
      hostLimits = newLimits;
    }
  }

  @Override
  public void answerNobody(ServerExchange answered, Response response) {
    if (answered == exchange) {
      exchange = null;
    }
    answered.endUnseen(response);
    close();
  }

  /** Goes on as far as the bytes and the exchange in flight allow. */
  private void advance() {
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
              case SENDING -> isBodyAwaited() && readPiece(in);
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
      sender().flush();
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
          reading.start(limits.reads().header(), headNanos);
        }
        awaitRestOfHead(unread - headBytes);
        headBytes = in.readableBytes();
        return false;
      }
      case REQUEST -> {
        ServerExchange starting = start();
        body = head().hasBody() ? new RequestBody(head(), limits) : null;
        handle(starting);
      }
      case REFUSED -> refuse(heads.refusal());
    }
    return true;
  }

  private void refuse(Refusal refusal) {
    ServerExchange starting = start();
    head().persistent = false;
    body = null;
    refuse(starting, refusal);
  }

  private ServerExchange start() {
    head = heads.head();
    ServerExchange starting = new ServerExchange(head, this, headNanos, clock.millis());
    exchange = starting;
    hostLimits = limits;
    headBytes = 0;
    phase = Phase.EXCHANGE;
    deadline().clear();
    return starting;
  }

  /** Reads on in the body for the handler. */
  private boolean readPiece(ByteBuf in) {
    RequestBody piece = Objects.requireNonNull(body);
    int unread = in.readableBytes();
    RequestBody.State state = piece.read(in);
    long now = System.nanoTime();
    reading.received(unread - in.readableBytes());
    if (piece.isDry()) {
      deadline().at(reading.until(now, hostLimits.timeout()), now);
      return false;
    }
    reading.pause(now);
    if (phase == Phase.BODY) {
      phase = Phase.EXCHANGE;
      deadline().clear();
    }
    if (state == RequestBody.State.WHOLE) {
      Objects.requireNonNull(exchange).trailers(piece.trailers());
    }
    piece.deliver();
    return true;
  }

  /** Reads on in a body to be rid of it. */
  private boolean skip(ByteBuf in) {
    int unread = in.readableBytes();
    RequestBody.State state = Objects.requireNonNull(body).read(in);
    reading.received(unread - in.readableBytes());
    switch (state) {
      case MORE -> {
        long now = System.nanoTime();
        deadline().at(reading.until(now, hostLimits.timeout()), now);
        return false;
      }
      case WHOLE -> awaitRequest();
      case FAILED -> linger();
    }
    return true;
  }

  private boolean keeps(Response response) {
    int most = hostLimits.keepAliveRequests();
    return head().persistent
        && !response.close()
        && hostLimits.keepAlive()
        && (most == 0 || requestsBefore < most)
        && (head().http11 || response.content().length() >= 0)
        && !ending
        && !(clientDone && received.isEmpty());
  }

  private void sent(ServerExchange answered, boolean keep, @Nullable Throwable error) {
    if (phase == Phase.CLOSED || answered != exchange) {
      return;
    }
    if (error != null) {
      LOG.debug("response to {} broke off", remoteAddress(), error);
      close();
    } else if (keep) {
      next();
    } else if (clientDone || (isSilent() && (tls() != null || head().persistent))) {
      close();
    } else {
      linger();
    }
  }

  /** The exchange in flight is over, and the connection stays. */
  private void next() {
    exchange = null;
    requestsBefore++;
    if (body != null) {
      body.dismiss();
    }
    if (ending) {
      close();
      return;
    }
    if (body == null || body.isWhole()) {
      awaitRequest();
    } else {
      phase = Phase.SKIPPING;
      awaitBody(!body.isBegun());
      body.skip(SKIPPED_BODY);
    }
    advance();
  }

  private void awaitRequest() {
    body = null;
    phase = Phase.HEAD;
    deadline().in(hostLimits.keepAliveTimeout(), System.nanoTime());
  }

  /** The first request's head may begin. */
  private void awaitHead() {
    reading.start(limits.reads().header(), System.nanoTime());
    awaitRestOfHead(0);
  }

  private void awaitRestOfHead(int came) {
    long now = System.nanoTime();
    reading.received(came);
    deadline().at(reading.until(now, limits.timeout()), now);
  }

  private void awaitBody(boolean first) {
    long now = System.nanoTime();
    if (first) {
      reading.start(hostLimits.reads().body(), now);
    } else {
      reading.resume(now);
    }
    deadline().at(reading.until(now, hostLimits.timeout()), now);
  }

  /** Whether the client has sent all that it wanted to, as far as is known. */
  private boolean isSilent() {
    return received.isEmpty() && isBodyWhole();
  }

  private boolean isBodyWhole() {
    return body == null || body.isWhole();
  }

  private boolean isBodyAwaited() {
    return body != null && body.isAwaited();
  }

  private boolean isBodySkippable() {
    return body != null && body.isSkippable(SKIPPED_BODY);
  }

  /**
   * Ends our side and waits for the client to end its own: closing at once would reset a connection
   * on which bytes are still coming, and the client might never see the response (RFC 9112 9.6).
   */
  private void linger() {
    phase = Phase.LINGERING;
    exchange = null;
    received.release();
    controlReading();
    deadline().in(LINGER, System.nanoTime());
    if (tls() == null) {
      var _ = ((DuplexChannel) context().channel()).shutdownOutput();
    }
  }

  private void clientDone() {
    clientDone = true;
    switch (phase) {
      case HEAD, SKIPPING, LINGERING -> {
        // Requests that wait because the client is slow to take its answers are still answered.
        if (received.isEmpty() || context().channel().isWritable()) {
          sender().flush();
          close();
        }
      }
      case BODY -> {
        phase = Phase.EXCHANGE;
        failBody(new EOFException("the client ended before its request's body was whole"));
      }
      case SENDING -> {
        if (isBodyAwaited()) {
          failBody(new EOFException("the client ended before its request's body was whole"));
        }
      }
      case EXCHANGE, CLOSED -> {}
    }
  }

  @Override
  void endWhenIdle() {
    ending = true;
    switch (phase) {
      case HEAD, SKIPPING, LINGERING -> close();
      case BODY, EXCHANGE, SENDING, CLOSED -> {}
    }
  }

  @Override
  void timeout() {
    switch (phase) {
      case HEAD -> {
        ByteBuf in = received.bytes();
        if (!context().channel().isWritable()) {
          closeUnlessTaken();
        } else if (in != null && heads.begun()) {
          tellIfTooSlow(ReadTimeouts.Part.HEADER);
          headTimedOut(in);
        } else {
          close();
        }
      }
      case BODY -> {
        phase = Phase.EXCHANGE;
        tellIfTooSlow(ReadTimeouts.Part.BODY);
        failBody(new BodyTimeoutException());
      }
      case SENDING -> {
        if (isBodyAwaited()) {
          tellIfTooSlow(ReadTimeouts.Part.BODY);
          failBody(new BodyTimeoutException());
        } else {
          closeUnlessTaken();
        }
      }
      case SKIPPING -> {
        tellIfTooSlow(ReadTimeouts.Part.BODY);
        close();
      }
      // In an exchange only the wait for a client's certificate is limited; handlers are not.
      case EXCHANGE, LINGERING -> close();
      case CLOSED -> {}
    }
  }

  private void headTimedOut(ByteBuf in) {
    if (requestsBefore > 0 && !heads.hasRequestLine()) {
      // Not worth a word: the connection was idle, and stays so as far as anyone can tell.
      close();
      return;
    }
    heads.giveUp(in);
    refuse(heads.refusal());
    sender().flush();
  }

  private void tellIfTooSlow(ReadTimeouts.Part part) {
    if (reading.isPast(System.nanoTime())) {
      tooSlow(part);
    }
  }

  private void failBody(IOException why) {
    if (body != null) {
      body.fail(why);
    }
  }

  private void closeUnlessTaken() {
    if (sender().isTaken()) {
      deadline().in(hostLimits.timeout(), System.nanoTime());
    } else {
      close();
    }
  }

  private void controlReading() {
    received.control(
        context(),
        phase == Phase.EXCHANGE || phase == Phase.SENDING || !context().channel().isWritable());
  }

  private RequestHead head() {
    return Objects.requireNonNull(head);
  }

  private ResponseSender sender() {
    return Objects.requireNonNull(sender);
  }
}
