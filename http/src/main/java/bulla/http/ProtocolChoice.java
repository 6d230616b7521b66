package bulla.http;

import bulla.tls.CertificateVerification;
import bulla.tls.HandshakeCompleted;
import bulla.tls.PlainHttpOnTlsPort;
import bulla.tls.TlsConnection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands where a connection's version of HTTP is not yet known: until ALPN has settled it (RFC 9113
 * 3.2) or, where that is allowed, until the client's first bytes tell (3.3). Then puts the
 * connection that speaks it in its own place. Event loop only.
 */
final class ProtocolChoice extends ChannelInboundHandlerAdapter {
  private static final String H2 = "h2";

  /** A client that wants to be taken for one of HTTP/2 sends no less at once. */
  private static final int READ_AHEAD = 1024;

  private final HttpServer.Listener listener;
  private final Supplier<ServerConnection> http1;
  private final Function<Http2Limits, ServerConnection> http2;
  private final Received received = new Received(READ_AHEAD);
  private final ReadClock head = new ReadClock();
  private long since;
  private @Nullable Deadline deadline;
  private @Nullable Http2Limits direct;
  private @Nullable HandshakeCompleted handshake;
  private boolean chosen;

  ProtocolChoice(
      HttpServer.Listener listener,
      Supplier<ServerConnection> http1,
      Function<Http2Limits, ServerConnection> http2) {
    this.listener = listener;
    this.http1 = http1;
    this.http2 = http2;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    deadline = new Deadline(context.executor(), () -> tooLate(context));
    deadline.in(listener.limits().timeout(), System.nanoTime());
    if (listener.hosts() == null) {
      choose(context, null, listener.http2().limits(null));
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof HandshakeCompleted completed) {
      handshake = completed;
      TlsConnection connection = completed.connection();
      choose(context, connection.applicationProtocol(), listener.http2().limits(connection));
    } else {
      if (event instanceof PlainHttpOnTlsPort) {
        become(context, http1.get());
      } else if (event == CertificateVerification.BEGUN) {
        Objects.requireNonNull(deadline).rest(System.nanoTime());
      } else if (event == CertificateVerification.ENDED) {
        Objects.requireNonNull(deadline).goOn(System.nanoTime());
      }
      context.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (chosen) {
      context.fireChannelRead(message);
      return;
    }
    ByteBuf bytes = (ByteBuf) message;
    head.received(bytes.readableBytes());
    received.add(context, bytes);
    ByteBuf in = Objects.requireNonNull(received.bytes());
    switch (Http2Preface.of(in)) {
      case ABSENT -> become(context, http1.get());
      case WHOLE -> become(context, http2.apply(Objects.requireNonNull(direct)));
      case BEGUN -> await();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    done();
    received.release();
    context.fireChannelInactive();
  }

  private void choose(
      ChannelHandlerContext context, @Nullable String protocol, @Nullable Http2Limits limits) {
    if (limits != null && H2.equals(protocol)) {
      become(context, http2.apply(limits));
    } else if (limits != null && limits.direct() && protocol == null) {
      direct = limits;
      since = System.nanoTime();
      head.start(listener.limits().reads().header(), since);
      await();
    } else {
      become(context, http1.get());
    }
  }

  /** A preface has as much time as a request's head: until it is whole it could be one. */
  private void await() {
    long now = System.nanoTime();
    Objects.requireNonNull(deadline).at(head.until(now, listener.limits().timeout()), now);
  }

  /** What was not to be in HTTP/2 is a request of HTTP/1 that has not come. */
  private void tooLate(ChannelHandlerContext context) {
    if (direct == null) {
      var _ = context.close();
    } else {
      ServerConnection late = http1.get();
      become(context, late);
      late.timeout();
    }
  }

  private void become(ChannelHandlerContext context, ServerConnection connection) {
    chosen = true;
    done();
    context.pipeline().addAfter(context.name(), null, connection);
    context.fireChannelActive();
    if (handshake != null) {
      context.fireUserEventTriggered(handshake);
    }
    if (direct != null) {
      connection.waitsSince(since);
    }
    ByteBuf in = received.bytes();
    if (in != null) {
      context.fireChannelRead(in.retain());
      received.release();
    }
    context.pipeline().remove(this);
  }

  private void done() {
    if (deadline != null) {
      deadline.cancel();
    }
  }
}
