package bulla.tls;

import bulla.openssl.Ssl;
import bulla.openssl.Step;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.UnsupportedMessageTypeException;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The life of one TLS connection: handshake, data, questions in between, end. Event loop only; a
 * step that runs on the pool has libssl's half for itself until it lands here again.
 *
 * <p>Up to TLS 1.2 a server says its Finished after it has met the client's certificate, so whoever
 * decides on that is waited for in the middle of a step, on the pool. On TLS 1.3 libssl may go on,
 * and what cannot be told at once is decided on the pool afterwards.
 */
final class TlsSession {

  private enum Phase {
    HANDSHAKE,
    OPEN,
    ASKING,
    CLOSING,
    DEAD
  }

  /** How much may wait while a step runs on the pool; reading is off, so this is never reached. */
  private static final int MOST_QUEUED = 1024 * 1024;

  /**
   * How much a client may send until its certificate has been met on the event loop: reading one
   * costs as much as some requests, and it may send hundreds. A chain of four with RSA keys of 4096
   * bits is shorter.
   */
  private static final int LONG_CERTIFICATE = 8 * 1024;

  private final ChannelHandlerContext context;
  private final TlsEvents events;
  private final VerificationPool pool;
  private final ServerConnection connection;
  private final Ssl ssl;
  private final Encryptor encryptor;
  private final HeldTickets tickets = new HeldTickets();
  private final ArrayDeque<ByteBuf> arrived = new ArrayDeque<>();
  private int arrivedBytes;
  private Phase phase = Phase.HANDSHAKE;
  private @Nullable Question question;
  private boolean begun;
  private boolean onPool;
  private boolean certificateAwaited;
  private int certificateBytes;
  private boolean autoReadBefore;
  private boolean delivered;
  private boolean flushWanted;
  private boolean legacy;
  private boolean clientLeft;

  TlsSession(
      ChannelHandlerContext context, TlsHostNames hosts, TlsEvents events, VerificationPool pool) {
    this.context = context;
    this.events = events;
    this.pool = pool;
    connection = new ServerConnection(hosts, context.channel(), this::ask);
    ssl = connection.ssl();
    encryptor = new Encryptor(ssl);
  }

  /** Bytes have come from the client. */
  void arrive(ByteBuf bytes) {
    if (phase == Phase.DEAD || phase == Phase.CLOSING) {
      bytes.release();
    } else if (connection.verifying()) {
      arrived.add(bytes);
      arrivedBytes += bytes.readableBytes();
      if (arrivedBytes > MOST_QUEUED) {
        inactive();
        ChannelFuture _ = context.close();
      }
    } else {
      step(bytes);
    }
  }

  /** No more bytes for now. */
  void arrivedAll() {
    tickets.flushOthers(context);
    if (!connection.verifying() && !delivered && !context.channel().config().isAutoRead()) {
      // Someone asked for something to read, and a part of a record is nothing.
      context.read();
    }
    delivered = false;
  }

  void write(Object message, ChannelPromise promise) {
    if (!(message instanceof ByteBuf plaintext)) {
      ReferenceCountUtil.release(message);
      promise.setFailure(new UnsupportedMessageTypeException(message, ByteBuf.class));
    } else if (phase == Phase.DEAD || phase == Phase.CLOSING) {
      plaintext.release();
      promise.setFailure(new ClosedChannelException());
    } else {
      encryptor.add(plaintext, promise);
    }
  }

  void flush() {
    if (phase == Phase.OPEN && !connection.verifying()) {
      flushWanted = false;
      boolean nothing = encryptor.isEmpty();
      if (!encryptor.encrypt(context)) {
        List<String> errors = ssl.errors();
        events.unwritable(connection, errors);
        fail(errors);
      }
      if (nothing) {
        tickets.flushOthers(context);
      } else {
        tickets.flushAll(context);
      }
    } else {
      flushWanted = true;
    }
  }

  void close(ChannelPromise promise) {
    tickets.forget();
    switch (phase) {
      case CLOSING -> {
        ChannelFuture _ = context.close(promise);
      }
      case DEAD -> {
        if (context.channel().isActive()) {
          // It lingers; the next call ends that.
          phase = Phase.CLOSING;
          context.channel().closeFuture().addListener(_ -> promise.trySuccess());
        } else {
          ChannelFuture _ = context.close(promise);
        }
      }
      case HANDSHAKE, OPEN, ASKING -> {
        boolean polite = phase == Phase.OPEN && !connection.verifying();
        Question asked = question;
        question = null;
        phase = Phase.CLOSING;
        if (polite && encryptor.encrypt(context)) {
          ssl.shutdown();
          encryptor.drain(context);
        }
        encryptor.fail();
        context
            .writeAndFlush(Unpooled.EMPTY_BUFFER)
            .addListener(
                _ -> {
                  ChannelFuture _ = context.close(promise);
                });
        if (asked != null) {
          asked.abandon(List.of());
        }
      }
    }
  }

  /**
   * The client sends no more bytes, which neither a first handshake nor a question can do without.
   */
  void clientLeft() {
    clientLeft = true;
    endIfNothingCanCome();
  }

  private void endIfNothingCanCome() {
    if (clientLeft
        && !connection.verifying()
        && (phase == Phase.HANDSHAKE || phase == Phase.ASKING)) {
      inactive();
      ChannelFuture _ = context.close();
    }
  }

  /** The channel is gone, or this has to go. */
  void inactive() {
    tickets.forget();
    Phase before = phase;
    Question asked = question;
    question = null;
    phase = Phase.DEAD;
    encryptor.fail();
    arrived.forEach(ByteBuf::release);
    arrived.clear();
    if (!connection.verifying()) {
      connection.close();
    }
    if (before == Phase.HANDSHAKE) {
      HandshakeFailure.left(connection).tell(events, List.of());
    }
    if (asked != null) {
      asked.abandon(List.of());
    }
  }

  private void step(@Nullable ByteBuf bytes) {
    boolean handshaking = phase == Phase.HANDSHAKE;
    if (!begun && bytes != null) {
      begun = true;
      if (LoneHello.is(bytes)) {
        connection.mayChoose();
      }
    }
    if (bytes != null && certificateAwaited) {
      certificateBytes += bytes.readableBytes();
      onPool =
          onPool
              || certificateBytes > LONG_CERTIFICATE
              || !pool.isQuiet()
              || !LoopTurn.take(context.executor());
    }
    if (!onPool) {
      advance(Progress.make(ssl, bytes, handshaking, context.alloc()));
      return;
    }
    handOver(
        () -> connection.decide(Progress.make(ssl, bytes, handshaking, context.alloc())),
        () -> {
          if (bytes != null) {
            bytes.release();
          }
        });
  }

  /** Has the pool make a step, which comes back to {@link #landed}; or drops it. */
  private void handOver(Supplier<Progress> step, Runnable drop) {
    connection.verifying(true);
    pauseReading();
    try {
      pool.executor().execute(() -> runOnPool(step));
      context.fireUserEventTriggered(CertificateVerification.BEGUN);
    } catch (RejectedExecutionException tooMany) {
      connection.verifying(false);
      drop.run();
      inactive();
      ChannelFuture _ = context.close();
    }
  }

  private void runOnPool(Supplier<Progress> step) {
    try {
      Progress progress = step.get();
      land(() -> landed(progress));
    } catch (RuntimeException failure) {
      land(
          () -> {
            connection.verifying(false);
            inactive();
            context.fireExceptionCaught(failure);
            ChannelFuture _ = context.close();
          });
    }
  }

  private void land(Runnable landing) {
    try {
      context.executor().execute(landing);
    } catch (RejectedExecutionException shutDown) {
      connection.close();
    }
  }

  private void landed(Progress progress) {
    connection.verifying(false);
    if (phase == Phase.DEAD || phase == Phase.CLOSING) {
      progress.drop();
      if (phase == Phase.DEAD) {
        connection.close();
      }
      return;
    }
    context.fireUserEventTriggered(CertificateVerification.ENDED);
    resumeReading();
    advance(progress);
    ByteBuf next;
    while (!connection.verifying() && (next = arrived.poll()) != null) {
      arrivedBytes -= next.readableBytes();
      arrive(next);
    }
    if (flushWanted) {
      flush();
    }
    tickets.flushOthers(context);
    if (delivered) {
      delivered = false;
      context.fireChannelReadComplete();
    }
    endIfNothingCanCome();
  }

  private void advance(Progress progress) {
    int said = encryptor.drain(context);
    if (progress.end() == Step.WANT_DECISION) {
      onPool = true;
      connection.mayBlock();
      step(null);
      return;
    }
    if (connection.awaitsDecision(progress)) {
      handOver(() -> connection.decide(progress), progress::drop);
      return;
    }
    if (phase == Phase.HANDSHAKE && !onPool && progress.end() == Step.WANT_INPUT) {
      certificateAwaited |= connection.awaitsCertificate();
      onPool = certificateAwaited && !connection.isModern();
    }
    if (phase == Phase.HANDSHAKE && progress.handshakeDone()) {
      established(said);
    } else if (phase == Phase.OPEN && legacy && said > 0 && progress.end() == Step.WANT_INPUT) {
      // Nothing is said on an open TLS 1.2 connection but that its renegotiation is refused.
      events.renegotiationRefused(connection);
      fail(List.of());
    }
    if (progress.plaintext() != null) {
      deliver(progress.plaintext());
    }
    Question asked = question;
    if (asked != null && asked.answered() && progress.end() != Step.FAILED) {
      answered(asked);
    }
    switch (progress.end()) {
      case FAILED -> {
        if (phase == Phase.OPEN) {
          events.unreadable(connection, progress.errors());
        }
        fail(progress.errors());
      }
      case CLOSED -> peerClosed();
      default -> {}
    }
  }

  private void established(int said) {
    phase = Phase.OPEN;
    onPool = false;
    certificateAwaited = false;
    legacy = !connection.settle().protocol().equals("TLSv1.3");
    if (!legacy && said > 0) {
      tickets.hold(context);
    }
    events.established(connection);
    context.fireUserEventTriggered(new HandshakeCompleted(connection));
  }

  private void deliver(ByteBuf plaintext) {
    Question asked = question;
    if (phase == Phase.OPEN) {
      delivered = true;
      context.fireChannelRead(plaintext);
    } else if (asked == null) {
      plaintext.release();
    } else if (!asked.keep(plaintext)) {
      inactive();
      ChannelFuture _ = context.close();
    }
  }

  private void ask(ClientAuthentication mode, int depth, Consumer<Authentication> outcome) {
    if (phase == Phase.DEAD || phase == Phase.CLOSING) {
      outcome.accept(new Authentication.Abandoned(List.of()));
      return;
    }
    if (phase != Phase.OPEN || mode == ClientAuthentication.NONE) {
      throw new IllegalStateException("cannot ask for " + mode + " now: " + phase);
    }
    encryptor.encrypt(context);
    question = Question.put(connection, mode, depth, outcome);
    if (question != null) {
      phase = Phase.ASKING;
      certificateAwaited = true;
      certificateBytes = 0;
      onPool = legacy;
      encryptor.drain(context);
      tickets.flushAll(context);
      if (!context.channel().config().isAutoRead()) {
        context.read();
      }
      context.fireUserEventTriggered(CertificateQuestion.PUT);
      endIfNothingCanCome();
    }
  }

  private void answered(Question asked) {
    question = null;
    phase = Phase.OPEN;
    onPool = false;
    certificateAwaited = false;
    context.fireUserEventTriggered(CertificateQuestion.ANSWERED);
    asked.complete().forEach(this::deliver);
  }

  private void peerClosed() {
    Question asked = question;
    if (asked != null) {
      close(context.newPromise());
    } else if (phase == Phase.OPEN) {
      context.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }
  }

  /** Ends the connection after its last words, which {@link #advance} has written. */
  private void fail(List<String> errors) {
    if (phase == Phase.DEAD || phase == Phase.CLOSING) {
      return;
    }
    tickets.forget();
    Phase before = phase;
    Question asked = question;
    question = null;
    phase = Phase.DEAD;
    encryptor.drain(context);
    encryptor.fail();
    boolean certificateShown = asked != null && asked.certificateShown();
    connection.tellIfUnproven();
    HandshakeFailure failure = before == Phase.HANDSHAKE ? HandshakeFailure.of(connection) : null;
    connection.close();
    arrived.forEach(ByteBuf::release);
    arrived.clear();
    Linger.begin(context);
    if (failure != null) {
      failure.tell(events, errors);
    }
    if (asked != null) {
      asked.fail(certificateShown, errors);
    }
  }

  private void pauseReading() {
    autoReadBefore = context.channel().config().isAutoRead();
    if (autoReadBefore) {
      context.channel().config().setAutoRead(false);
    }
  }

  private void resumeReading() {
    if (autoReadBefore) {
      context.channel().config().setAutoRead(true);
    } else {
      context.read();
    }
  }
}
