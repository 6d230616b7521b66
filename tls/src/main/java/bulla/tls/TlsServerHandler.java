package bulla.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server's TLS on one channel. Goes first into the pipeline, a new one for each channel.
 *
 * <p>Upwards go decrypted {@link ByteBuf}s and these user events: {@link HandshakeCompleted} before
 * the first byte, {@link PlainHttpOnTlsPort} instead of everything, {@link CertificateQuestion}
 * while a client is asked, {@link CertificateVerification} while what it has shown is looked at,
 * {@link io.netty.channel.socket.ChannelInputShutdownEvent} when the client has said close_notify.
 * Downwards only {@link ByteBuf}s are taken.
 *
 * <p>A connection that fails sends its alert, lingers for a moment so that the alert is read, and
 * closes its channel; what is written to it fails. Closing the channel says close_notify and does
 * not wait for the client's; closing it a second time does not wait for anything. There is no
 * timeout here: whoever wants one closes the channel.
 *
 * <p>Steps that may wait for somebody's word on a client's certificate run on the pool, and those
 * that meet one while others are being verified; all others run on the event loop.
 */
public final class TlsServerHandler extends ChannelDuplexHandler {

  private static final int HANDSHAKE_RECORD = 22;

  /**
   * Octets that are read at once, at least: a client's chain of three certificates with its
   * signature fits in, so that a thread that verifies is woken once for it. They go to libssl at
   * once, so nothing of this size is kept.
   */
  private static final int READ_AT_LEAST = 8192;

  private static final int READ_AT_MOST = 65_536;

  private static final RecvByteBufAllocator READ_SIZES =
      new AdaptiveRecvByteBufAllocator(READ_AT_LEAST, READ_AT_LEAST, READ_AT_MOST);

  private final TlsHostNames hosts;
  private final TlsEvents events;
  private final VerificationPool pool;
  private @Nullable TlsSession session;

  /**
   * Makes the handler of one channel.
   *
   * @param hosts finds the host; asked for null when the first byte has come, and again when the
   *     ClientHello has
   * @param events told what happens, on the event loop
   * @param pool shared by all channels
   */
  public TlsServerHandler(TlsHostNames hosts, TlsEvents events, VerificationPool pool) {
    this.hosts = hosts;
    this.events = events;
    this.pool = pool;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    context.channel().config().setRecvByteBufAllocator(READ_SIZES);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof ByteBuf bytes)) {
      context.fireChannelRead(message);
      return;
    }
    if (session == null) {
      if (!bytes.isReadable()) {
        bytes.release();
        return;
      }
      if (looksLikeHttp(bytes.getUnsignedByte(bytes.readerIndex()))) {
        context.fireUserEventTriggered(new PlainHttpOnTlsPort());
        context.fireChannelRead(bytes);
        context.pipeline().remove(this);
        return;
      }
      session = new TlsSession(context, hosts, events, pool);
    }
    session.arrive(bytes);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (session != null) {
      session.arrivedAll();
    }
    context.fireChannelReadComplete();
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (session == null) {
      ChannelFuture _ = context.write(message, promise);
    } else {
      session.write(message, promise);
    }
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    if (session == null) {
      context.flush();
    } else {
      session.flush();
    }
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    if (session == null) {
      ChannelFuture _ = context.close(promise);
    } else {
      session.close(promise);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      if (session != null) {
        session.clientLeft();
      } else if (context.channel().remoteAddress() instanceof InetSocketAddress remote) {
        events.failed(remote, "", List.of());
      }
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (session != null) {
      session.inactive();
    }
    context.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (session != null) {
      session.inactive();
    }
  }

  /** Whatever is neither a handshake record nor text is left for libssl to refuse. */
  private static boolean looksLikeHttp(int first) {
    return first != HANDSHAKE_RECORD
        && (first == '\r' || first == '\n' || (first >= ' ' && first < 0x7f));
  }
}
