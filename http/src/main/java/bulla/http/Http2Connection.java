package bulla.http;

import bulla.tls.HandshakeCompleted;
import bulla.tls.TlsConnection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP/2 connection (RFC 9113): starts what it reads, answers, and ends in good order. Frames
 * that answer a batch of what was read go out together. Event loop only.
 */
final class Http2Connection extends Http2Reading {
  private static final Logger LOG = LoggerFactory.getLogger(Http2Connection.class);

  private static final int MAX_CONCURRENT_STREAMS = 0x3;
  private static final int INITIAL_WINDOW_SIZE = 0x4;
  private static final int MAX_HEADER_LIST_SIZE = 0x6;

  /** A field block beyond this is no request's: nghttp2, and so httpd, have the same bound. */
  private static final int LARGEST_FIELD_BLOCK = 64 * 1024;

  private final Http2HeadWriter headWriter;
  private @Nullable Http2Time time;
  private int lastTaken = Integer.MAX_VALUE;
  private boolean inBatch;
  private boolean flushAsked;
  private boolean idle;
  private boolean served;
  private boolean clientDone;

  Http2Connection(
      HttpLimits limits,
      Http2Limits http2,
      Handler handler,
      InstantSource clock,
      Http2HeadWriter headWriter,
      Set<ServerConnection> open) {
    super(limits, http2, handler, clock, open);
    this.headWriter = headWriter;
  }

  @Override
  int requestsBefore() {
    return 1;
  }

  @Override
  public void channelActive(ChannelHandlerContext newContext) {
    opened(newContext);
    long now = System.nanoTime();
    Http2Padding padding = new Http2Padding(http2.paddingBits());
    Http2Budget budget = new Http2Budget(now);
    Http2FieldList fields = new Http2FieldList(limits);
    Http2Output writing = new Http2Output(newContext, padding);
    Http2Streams opening = new Http2Streams(http2, writing, padding, budget);
    time = new Http2Time(limits, http2, deadline());
    reads(
        new DefaultHttp2FrameReader(new Http2FieldDecoder(fields, LARGEST_FIELD_BLOCK)),
        new Http2Inbound(this, opening, fields, budget),
        writing,
        opening);
    time().preface();
    writing.settings(
        MAX_CONCURRENT_STREAMS, http2.streams(),
        INITIAL_WINDOW_SIZE, http2.window(),
        MAX_HEADER_LIST_SIZE, LARGEST_FIELD_BLOCK);
    if (opening.extraReceiveWindow() > 0) {
      writing.windowUpdate(0, opening.extraReceiveWindow());
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ignored, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      clientDone = true;
      settle();
    } else if (event instanceof HandshakeCompleted(TlsConnection connection)) {
      secured(connection);
      if (http2.modernTls() && !Http2Ciphers.isModern(connection)) {
        fail(Http2Error.INADEQUATE_SECURITY, "TLS is older than RFC 9113 9.2 wants");
      } else {
        written();
      }
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ignored, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (state == State.LINGERING || state == State.CLOSED) {
      bytes.release();
      return;
    }
    inBatch = true;
    received.add(context(), bytes);
    read();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ignored) {
    inBatch = false;
    settle();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ignored) {
    if (context().channel().isWritable() && state != State.CLOSED) {
      streams().pump();
      read();
      written();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ignored) {
    closed();
    state = State.CLOSED;
    received.release();
    streams().all().forEach(Http2Stream::lost);
    output().flush();
    reader().close();
  }

  @Override
  void begun() {
    state = State.OPEN;
    idle = true;
    time().idle();
    if (isRetired()) {
      // Its handler has retired since the client connected.
      retire();
    }
  }

  // What streams and frames want of the connection.

  Http2HeadWriter heads() {
    return headWriter;
  }

  /** Whether a stream of that number may still be opened, or could have been. */
  boolean takesStream(int id) {
    return id <= lastTaken;
  }

  /** Has a request answered. */
  void start(int id, Http2Request request, boolean whole, @Nullable Refusal refusal) {
    long now = System.nanoTime();
    Http2Stream stream = new Http2Stream(id, this, streams(), request, whole, now, clock.millis());
    served = true;
    streams().started();
    if (whole) {
      answer(stream, refusal);
      // Most are answered by now, and no frame will ever ask for them.
      if (!stream.isOver()) {
        streams().add(stream);
      }
    } else {
      streams().add(stream);
      answer(stream, refusal);
    }
  }

  private void answer(Http2Stream stream, @Nullable Refusal refusal) {
    if (refusal == null) {
      handle(stream.exchange());
    } else {
      refuse(stream.exchange(), refusal);
    }
  }

  /** The stream is over. */
  void over(Http2Stream stream) {
    streams().remove(stream);
  }

  /** Something was written that must go out soon: with the batch, or with what else is ready. */
  void written() {
    if (!inBatch && !flushAsked) {
      flushAsked = true;
      context().executor().execute(this::settleSoon);
    }
  }

  /** The client has answered our PING: it has seen what was sent before. */
  void pinged() {
    if (state == State.NOTICE_GIVEN) {
      takeNoMore();
    }
  }

  /** The client will open no more streams. */
  void clientLeaves() {
    clientDone = true;
  }

  @Override
  void endWhenIdle() {
    if (state == State.PREFACE) {
      end(Http2Error.NO_ERROR);
    } else {
      retire();
    }
  }

  @Override
  void retire() {
    if (state == State.OPEN) {
      // 6.8: streams that are on their way are still taken, so that no request is lost.
      state = State.NOTICE_GIVEN;
      output().goAway(Integer.MAX_VALUE, Http2Error.NO_ERROR);
      output().ping(0, false);
      output().flush();
      time().notice();
    }
  }

  @Override
  void timeout() {
    switch (state) {
      case NOTICE_GIVEN -> {
        takeNoMore();
        settle();
      }
      case OPEN, ENDING -> {
        if (streams().isEmpty()) {
          end(Http2Error.NO_ERROR);
        } else {
          time().endStalled(streams());
          if (!output().isWritable() && !output().isTaken()) {
            close();
          }
          settle();
          if (state != State.LINGERING) {
            time().watch();
          }
        }
      }
      case PREFACE, LINGERING -> close();
      case CLOSED -> {}
    }
  }

  /** Ends the connection because the client has broken the protocol. */
  @Override
  void fail(int error, String why) {
    LOG.debug("connection of {}: {}", remoteAddress(), why);
    end(error);
  }

  /** Says the last word, and waits for the client to hear it. */
  private void end(int error) {
    if (state == State.LINGERING || state == State.CLOSED) {
      return;
    }
    state = State.LINGERING;
    output().goAway(streams().last(), error);
    streams().all().forEach(Http2Stream::lost);
    output().flush();
    received.release();
    context().channel().config().setAutoRead(true);
    if (clientDone && error == Http2Error.NO_ERROR) {
      close();
      return;
    }
    time().linger();
    if (tls() == null) {
      var _ = ((DuplexChannel) context().channel()).shutdownOutput();
    }
  }

  private void takeNoMore() {
    state = State.ENDING;
    lastTaken = streams().last();
    output().goAway(lastTaken, Http2Error.NO_ERROR);
    time().watch();
    written();
  }

  private void settleSoon() {
    flushAsked = false;
    if (!inBatch) {
      settle();
    }
  }

  /** Sends what was written, and sees to what the connection waits for now. */
  private void settle() {
    if (state == State.CLOSED) {
      return;
    }
    output().flush();
    if (state == State.LINGERING) {
      if (clientDone) {
        close();
      }
    } else if (!streams().isEmpty()) {
      if (idle && state == State.OPEN) {
        time().watch();
      }
      idle = false;
    } else if (state == State.ENDING || (clientDone && received.isEmpty())) {
      end(Http2Error.NO_ERROR);
    } else if (state == State.OPEN && (served || !idle)) {
      idle = true;
      served = false;
      if (limits.keepAlive()) {
        time().idle();
      } else {
        end(Http2Error.NO_ERROR);
      }
    }
  }

  private Http2Time time() {
    return Objects.requireNonNull(time);
  }
}
