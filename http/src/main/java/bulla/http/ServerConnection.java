package bulla.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import bulla.tls.CertificateQuestion;
import bulla.tls.HandshakeCompleted;
import bulla.tls.PlainHttpOnTlsPort;
import bulla.tls.TlsConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP/1 connection: reads a request, has it answered, reads the next. What arrives in between
 * waits, so that a client's requests are answered in order. Event loop only.
 */
final class ServerConnection extends ChannelInboundHandlerAdapter implements Connection {
  private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);

  private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(US_ASCII);

  /** More than this is not read ahead of the request that is being answered. */
  private static final int READ_AHEAD = 64 * 1024;

  /** A longer body that the handler did not want is not worth the connection. */
  private static final int SKIPPED_BODY = READ_AHEAD;

  /** How long a client may take to see the last response before the connection goes (9.6). */
  private static final Duration LINGER = Duration.ofSeconds(2);

  private final HttpLimits limits;
  private final Handler handler;
  private final InstantSource clock;
  private final RequestHeadReader heads;
  private final ResponseHeadWriter headWriter;
  private final Set<ServerConnection> open;

  private @Nullable ChannelHandlerContext context;
  private @Nullable ResponseSender sender;
  private @Nullable Deadline deadline;
  private @Nullable InetSocketAddress remoteAddress;
  private @Nullable InetSocketAddress localAddress;
  private @Nullable TlsConnection tls;
  private @Nullable Object attachment;

  private Phase phase = Phase.HEAD;
  private @Nullable ByteBuf waiting;
  private @Nullable ServerExchange exchange;
  private @Nullable RequestBody body;
  private int requestsBefore;
  private long headNanos;
  private boolean inBatch;
  private boolean advancing;
  private boolean readingStopped;
  private boolean clientDone;
  private boolean ending;
  private boolean plainOnTlsPort;

  /** What the connection is doing. */
  private enum Phase {
    /** Waits for a request, or reads its head. */
    HEAD,
    /** A handler has the request. */
    EXCHANGE,
    /** A handler has the request and waits for its body. */
    BODY,
    /** A response is on its way that the client takes piece by piece, or that is the last. */
    SENDING,
    /** Answered, and the rest of the request's body is still to come. */
    SKIPPING,
    /** All is said; what the client still sends is thrown away until it has seen that. */
    LINGERING,
    CLOSED
  }

  ServerConnection(
      HttpLimits limits,
      Handler handler,
      InstantSource clock,
      ResponseHeadWriter headWriter,
      Set<ServerConnection> open) {
    this.open = open;
    this.limits = limits;
    this.handler = handler;
    this.clock = clock;
    this.headWriter = headWriter;
    this.heads = new RequestHeadReader(limits);
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return Objects.requireNonNull(remoteAddress);
  }

  @Override
  public InetSocketAddress localAddress() {
    return Objects.requireNonNull(localAddress);
  }

  @Override
  public @Nullable TlsConnection tls() {
    return tls;
  }

  @Override
  public int requestsBefore() {
    return requestsBefore;
  }

  @Override
  public Executor eventLoop() {
    return context().executor();
  }

  @Override
  public @Nullable Object attachment() {
    return attachment;
  }

  @Override
  public void attach(@Nullable Object newAttachment) {
    attachment = newAttachment;
  }

  /** Ends the connection as soon as no exchange is in flight; from any thread. */
  void endSoon() {
    context().executor().execute(this::endWhenIdle);
  }

  boolean inEventLoop() {
    return context().executor().inEventLoop();
  }

  @Override
  public void channelActive(ChannelHandlerContext newContext) {
    context = newContext;
    sender = new ResponseSender(newContext, headWriter, limits);
    deadline = new Deadline(newContext.executor(), this::timeout);
    remoteAddress = (InetSocketAddress) newContext.channel().remoteAddress();
    localAddress = (InetSocketAddress) newContext.channel().localAddress();
    deadline.in(limits.requestTimeout(), System.nanoTime());
    open.add(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext ignored, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (phase == Phase.LINGERING || phase == Phase.CLOSED) {
      bytes.release();
      return;
    }
    inBatch = true;
    waiting =
        waiting == null
            ? bytes
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context().alloc(), waiting, bytes);
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
      tls = connection;
    } else if (event instanceof PlainHttpOnTlsPort) {
      plainOnTlsPort = true;
    } else if (event == CertificateQuestion.PUT) {
      deadline().in(limits.requestTimeout(), System.nanoTime());
    } else if (event == CertificateQuestion.ANSWERED) {
      deadline().clear();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ignored, Throwable cause) {
    if (cause instanceof IOException) {
      LOG.debug("connection of {} broke", remoteAddress, cause);
    } else {
      LOG.error("connection of {} failed", remoteAddress, cause);
    }
    close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ignored) {
    open.remove(this);
    phase = Phase.CLOSED;
    releaseWaiting();
    deadline().cancel();
    sender().lost();
    if (body != null) {
      body.fail(new EOFException("the client went away before its request's body was whole"));
    }
  }

  /** Reads the body of the exchange in flight for its handler. */
  void readBody(ServerExchange asking, long limit, CompletableFuture<byte[]> stage) {
    if (asking != exchange || phase != Phase.EXCHANGE) {
      stage.completeExceptionally(new EOFException("the client went away"));
      return;
    }
    RequestBody reading = body;
    if (reading == null) {
      stage.complete(new byte[0]);
      return;
    }
    if (!reading.wanted(limit, stage)) {
      return;
    }
    phase = Phase.BODY;
    deadline().in(limits.requestTimeout(), System.nanoTime());
    if (asking.head.continueExpected && !isMoreWaiting()) {
      var _ = context().writeAndFlush(Unpooled.wrappedBuffer(CONTINUE), context().voidPromise());
    }
    advance();
  }

  /** Sends a handler's answer. */
  void answer(ServerExchange answered, Response response) {
    if (answered != exchange || phase == Phase.CLOSED) {
      endUnseen(answered, response);
      return;
    }
    boolean keep = keeps(answered.head, response) && (isBodyWhole() || isBodySkippable());
    phase = Phase.SENDING;
    boolean done;
    try {
      done =
          sender()
              .send(answered, response, keep, requestsBefore, error -> sent(answered, keep, error));
    } catch (IOException e) {
      LOG.warn("the content of a response to {} cannot be read", answered.head, e);
      exchange = null;
      answered.end(true);
      close();
      return;
    }
    if (done) {
      next();
    } else if (phase == Phase.SENDING) {
      deadline().in(limits.requestTimeout(), System.nanoTime());
    }
  }

  /** Counts an answer that no one will see, and closes. */
  void answerNobody(ServerExchange answered, Response response) {
    if (answered == exchange) {
      exchange = null;
    }
    endUnseen(answered, response);
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
      while (more && waiting != null) {
        more =
            switch (phase) {
              case HEAD -> readHead(waiting);
              case BODY, SKIPPING -> readBody(waiting);
              case EXCHANGE, SENDING, LINGERING, CLOSED -> false;
            };
        if (waiting != null && !waiting.isReadable()) {
          releaseWaiting();
        }
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
    RequestHeadReader.Outcome outcome = heads.read(in);
    if (plainOnTlsPort && outcome != RequestHeadReader.Outcome.INCOMPLETE) {
      refuse(Refusal.PLAIN_HTTP_TO_TLS_PORT);
      return true;
    }
    switch (outcome) {
      case INCOMPLETE -> {
        if (fresh && heads.begun()) {
          deadline().in(limits.requestTimeout(), headNanos);
        }
        return false;
      }
      case REQUEST -> handle();
      case REFUSED -> refuse(heads.refusal());
    }
    return true;
  }

  private void handle() {
    ServerExchange starting = start();
    body = starting.head.hasBody() ? new RequestBody(starting.head, limits) : null;
    try {
      handler.handle(starting);
    } catch (RuntimeException e) {
      failed(starting, e);
    }
  }

  private void refuse(Refusal refusal) {
    ServerExchange starting = start();
    starting.head.persistent = false;
    body = null;
    try {
      handler.refuse(starting, refusal);
    } catch (RuntimeException e) {
      failed(starting, e);
    }
  }

  private ServerExchange start() {
    ServerExchange starting = new ServerExchange(heads.head(), this, headNanos, clock.millis());
    exchange = starting;
    phase = Phase.EXCHANGE;
    deadline().clear();
    return starting;
  }

  private static void failed(ServerExchange exchange, RuntimeException cause) {
    LOG.error("answering {} failed", exchange.head, cause);
    if (!exchange.isAnswered()) {
      exchange.respond(new Response(500, "Internal Server Error", List.of(), Content.NONE, true));
    }
  }

  /** Reads on in the body, for the handler or to be rid of it. */
  private boolean readBody(ByteBuf in) {
    RequestBody reading = Objects.requireNonNull(body);
    boolean skipping = phase == Phase.SKIPPING;
    RequestBody.State state = reading.read(in);
    if (state == RequestBody.State.MORE) {
      deadline().in(limits.requestTimeout(), System.nanoTime());
      return false;
    }
    if (!skipping) {
      phase = Phase.EXCHANGE;
      deadline().clear();
      reading.deliver();
    } else if (state == RequestBody.State.WHOLE) {
      awaitRequest();
    } else {
      linger();
    }
    return true;
  }

  private boolean keeps(RequestHead head, Response response) {
    int most = limits.keepAliveRequests();
    return head.persistent
        && !response.close()
        && limits.keepAlive()
        && (most == 0 || requestsBefore < most)
        && !ending
        && !(clientDone && !isMoreWaiting());
  }

  private void sent(ServerExchange answered, boolean keep, @Nullable Throwable error) {
    if (phase == Phase.CLOSED || answered != exchange) {
      return;
    }
    if (error != null) {
      LOG.debug("response to {} broke off", remoteAddress, error);
      close();
    } else if (keep) {
      next();
    } else if (clientDone || (isSilent() && (tls != null || answered.head.persistent))) {
      close();
    } else {
      linger();
    }
  }

  /** The exchange in flight is over, and the connection stays. */
  private void next() {
    exchange = null;
    requestsBefore++;
    if (ending) {
      close();
      return;
    }
    if (body == null || body.isWhole()) {
      awaitRequest();
    } else {
      phase = Phase.SKIPPING;
      body.skip(SKIPPED_BODY);
      deadline().in(limits.requestTimeout(), System.nanoTime());
    }
    advance();
  }

  private void awaitRequest() {
    body = null;
    phase = Phase.HEAD;
    deadline().in(limits.keepAliveTimeout(), System.nanoTime());
  }

  /** Whether the client has sent all that it wanted to, as far as is known. */
  private boolean isSilent() {
    return !isMoreWaiting() && isBodyWhole();
  }

  private boolean isBodyWhole() {
    return body == null || body.isWhole();
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
    releaseWaiting();
    controlReading();
    deadline().in(LINGER, System.nanoTime());
    if (tls == null) {
      var _ = ((DuplexChannel) context().channel()).shutdownOutput();
    }
  }

  private void endUnseen(ServerExchange answered, Response response) {
    ResponseContent.close(response.content());
    answered.outcome(
        response.status(), answered.head.head ? 0 : response.content().length(), false);
    answered.end(true);
  }

  private void clientDone() {
    clientDone = true;
    switch (phase) {
      case HEAD, SKIPPING, LINGERING -> {
        // Requests that wait because the client is slow to take its answers are still answered.
        if (!isMoreWaiting() || context().channel().isWritable()) {
          sender().flush();
          close();
        }
      }
      case BODY -> {
        phase = Phase.EXCHANGE;
        Objects.requireNonNull(body)
            .fail(new EOFException("the client ended before its request's body was whole"));
      }
      case EXCHANGE, SENDING, CLOSED -> {}
    }
  }

  private void endWhenIdle() {
    ending = true;
    switch (phase) {
      case HEAD, SKIPPING, LINGERING -> close();
      case BODY, EXCHANGE, SENDING, CLOSED -> {}
    }
  }

  private void timeout() {
    switch (phase) {
      case HEAD -> {
        if (!context().channel().isWritable()) {
          closeUnlessTaken();
        } else if (waiting != null && heads.begun()) {
          heads.giveUp(waiting, Refusal.TIMEOUT);
          refuse(Refusal.TIMEOUT);
          sender().flush();
        } else {
          close();
        }
      }
      case BODY -> {
        phase = Phase.EXCHANGE;
        Objects.requireNonNull(body)
            .fail(new IOException("the request's body did not arrive in time"));
      }
      case SENDING -> closeUnlessTaken();
      // In an exchange only the wait for a client's certificate is limited; handlers are not.
      case EXCHANGE, SKIPPING, LINGERING -> close();
      case CLOSED -> {}
    }
  }

  private void closeUnlessTaken() {
    if (sender().isTaken()) {
      deadline().in(limits.requestTimeout(), System.nanoTime());
    } else {
      close();
    }
  }

  private void controlReading() {
    boolean stop =
        waiting != null
            && waiting.readableBytes() > READ_AHEAD
            && (phase == Phase.EXCHANGE
                || phase == Phase.SENDING
                || !context().channel().isWritable());
    if (stop != readingStopped) {
      readingStopped = stop;
      context().channel().config().setAutoRead(!stop);
    }
  }

  private void close() {
    var _ = context().close();
  }

  private boolean isMoreWaiting() {
    return waiting != null && waiting.isReadable();
  }

  private void releaseWaiting() {
    if (waiting != null) {
      waiting.release();
      waiting = null;
    }
  }

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(context);
  }

  private ResponseSender sender() {
    return Objects.requireNonNull(sender);
  }

  private Deadline deadline() {
    return Objects.requireNonNull(deadline);
  }
}
