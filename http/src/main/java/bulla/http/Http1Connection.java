package bulla.http;

import bulla.http.ResponseSender.Afterwards;
import bulla.tls.CertificateQuestion;
import bulla.tls.CertificateVerification;
import bulla.tls.HandshakeCompleted;
import bulla.tls.PlainHttpOnTlsPort;
import bulla.tls.TlsConnection;
import bulla.tls.TlsServerHandler;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP/1 connection: reads a request, has it answered, reads the next; and how all that ends.
 * Event loop only.
 */
final class Http1Connection extends Http1Reading {
  private static final Logger LOG = LoggerFactory.getLogger(Http1Connection.class);

  /** A longer body that the handler did not want is not worth the connection. */
  private static final int SKIPPED_BODY = 64 * 1024;

  /** How long a client may take to see the last response before the connection goes (9.6). */
  private static final Duration LINGER = Duration.ofSeconds(2);

  private final ResponseHeadWriter headWriter;
  private @Nullable ResponseSender sender;
  private boolean ending;

  Http1Connection(
      HttpLimits limits,
      Handler handler,
      InstantSource clock,
      ResponseHeadWriter headWriter,
      Set<ServerConnection> open) {
    super(limits, handler, clock, open);
    this.headWriter = headWriter;
  }

  @Override
  public void channelActive(ChannelHandlerContext newContext) {
    opened(newContext);
    sender = new ResponseSender(newContext, headWriter);
    if (newContext.pipeline().get(TlsServerHandler.class) == null) {
      time().head(System.nanoTime(), 0);
    } else {
      time().handshake();
    }
  }

  @Override
  void waitsSince(long nanos) {
    time().head(nanos, 0);
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
    flush();
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
      time().head(System.nanoTime(), 0);
    } else if (event instanceof PlainHttpOnTlsPort) {
      plainOnTlsPort = true;
      time().head(System.nanoTime(), 0);
    } else if (event == CertificateVerification.BEGUN) {
      time().rest();
    } else if (event == CertificateVerification.ENDED) {
      time().goOn();
    } else if (event == CertificateQuestion.PUT) {
      time().taking();
    } else if (event == CertificateQuestion.ANSWERED) {
      time().none();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ignored) {
    closed();
    phase = Phase.CLOSED;
    received.release();
    sender().lost();
    // Mostly nobody waits for a body, and an exception that nobody sees costs a walk over the
    // stack.
    if (!body.isWhole()) {
      body.fail(new EOFException("the client went away before its request's body was whole"));
    }
  }

  @Override
  public void answer(ServerExchange answered, Response response) {
    if (answered != exchange || phase == Phase.CLOSED) {
      answered.endUnseen(response);
      return;
    }
    body.dismiss();
    boolean keep = keeps(response) && (body.isWhole() || body.isSkippable(SKIPPED_BODY));
    Afterwards afterwards = keep ? Afterwards.KEEP : ending();
    phase = Phase.SENDING;
    boolean done;
    try {
      done =
          sender()
              .send(
                  answered,
                  head(),
                  response,
                  afterwards,
                  time().host(),
                  requestsBefore,
                  error -> sent(answered, afterwards, error));
    } catch (IOException e) {
      LOG.warn("the content of a response to {} cannot be read", head(), e);
      exchange = null;
      answered.end(true);
      close();
      return;
    }
    if (done) {
      next();
    } else if (phase == Phase.SENDING) {
      time().taking();
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

  @Override
  public void requireHttp11(ServerExchange answered, Response response) {
    answer(answered, response);
  }

  private boolean keeps(Response response) {
    int most = time().host().keepAliveRequests();
    return head().persistent
        && !response.close()
        && time().host().keepAlive()
        && (most == 0 || requestsBefore < most)
        && (head().http11 || response.content().length() >= 0)
        && !ending
        && !(clientDone && received.isEmpty());
  }

  private void sent(ServerExchange answered, Afterwards afterwards, @Nullable Throwable error) {
    if (phase == Phase.CLOSED || answered != exchange) {
      return;
    }
    if (error != null) {
      LOG.debug("response to {} broke off", remoteAddress(), error);
      close();
    } else if (afterwards == Afterwards.KEEP) {
      next();
    } else if (endsAtOnce()) {
      close();
    } else {
      linger();
    }
  }

  /** A client that has said that this was its last request needs no second look. */
  private Afterwards ending() {
    return tls() != null && !head().persistent && endsAtOnce()
        ? Afterwards.END_WITH_IT
        : Afterwards.END;
  }

  /** Whether nothing can be on its way that would reset the connection when it is closed. */
  private boolean endsAtOnce() {
    return clientDone || (isSilent() && (tls() != null || head().persistent));
  }

  /** The exchange in flight is over, and the connection stays. */
  private void next() {
    exchange = null;
    requestsBefore++;
    body.dismiss();
    if (ending) {
      close();
      return;
    }
    if (body.isWhole()) {
      awaitRequest();
    } else {
      phase = Phase.SKIPPING;
      time().body(!body.isBegun());
      body.skip(SKIPPED_BODY);
    }
    advance();
  }

  /** Whether the client has sent all that it wanted to, as far as is known. */
  private boolean isSilent() {
    return received.isEmpty() && body.isWhole();
  }

  /**
   * Ends our side and waits for the client to end its own: closing at once would reset a connection
   * on which bytes are still coming, and the client might never see the response (RFC 9112 9.6).
   */
  @Override
  void linger() {
    phase = Phase.LINGERING;
    exchange = null;
    flush();
    received.release();
    controlReading();
    time().linger(LINGER);
    if (tls() == null) {
      var _ = ((DuplexChannel) context().channel()).shutdownOutput();
    }
  }

  @Override
  void clientDone() {
    clientDone = true;
    switch (phase) {
      case HEAD, SKIPPING, LINGERING -> {
        // Requests that wait because the client is slow to take its answers are still answered.
        if (received.isEmpty() || context().channel().isWritable()) {
          flush();
          close();
        }
      }
      case BODY -> {
        phase = Phase.EXCHANGE;
        body.fail(new EOFException("the client ended before its request's body was whole"));
      }
      case SENDING -> {
        if (body.isAwaited()) {
          body.fail(new EOFException("the client ended before its request's body was whole"));
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
        body.fail(new BodyTimeoutException());
      }
      case SENDING -> {
        if (body.isAwaited()) {
          tellIfTooSlow(ReadTimeouts.Part.BODY);
          body.fail(new BodyTimeoutException());
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

  private void closeUnlessTaken() {
    if (sender().isTaken()) {
      time().taking();
    } else {
      close();
    }
  }

  private ResponseSender sender() {
    return Objects.requireNonNull(sender);
  }

  @Override
  void flush() {
    sender().flush();
  }
}
