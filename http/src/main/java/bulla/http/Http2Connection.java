package bulla.http;

import bulla.tls.HandshakeCompleted;
import bulla.tls.TlsConnection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.Http2Exception;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP/2 connection (RFC 9113): takes frames off the client's bytes, watches over its time, and
 * ends it. Frames that answer a batch of what was read go out together. Event loop only.
 */
final class Http2Connection extends ServerConnection {
  private static final Logger LOG = LoggerFactory.getLogger(Http2Connection.class);

  private static final int MAX_CONCURRENT_STREAMS = 0x3;
  private static final int INITIAL_WINDOW_SIZE = 0x4;
  private static final int MAX_HEADER_LIST_SIZE = 0x6;

  /** A client's frames are no larger: we do not allow more than every client may send (6.5.2). */
  private static final int LARGEST_FRAME = 16_384;

  /** A field block beyond this is no request's: nghttp2, and so httpd, have the same bound. */
  private static final int LARGEST_FIELD_BLOCK = 64 * 1024;

  /** More than this is not read ahead while the client does not take what is sent to it. */
  private static final int READ_AHEAD = 64 * 1024;

  /** How long a client may take to see the last frame before the connection goes. */
  private static final Duration LINGER = Duration.ofSeconds(2);

  /** How long a client may take to learn that it should open no more streams. */
  private static final Duration NOTICE = Duration.ofSeconds(1);

  /** How often streams that are open are looked at, at least. */
  private static final Duration WATCH = Duration.ofSeconds(2);

  private final Http2Limits http2;
  private final Http2HeadWriter headWriter;
  private final Received received = new Received(READ_AHEAD);

  private @Nullable DefaultHttp2FrameReader reader;
  private @Nullable Http2Inbound inbound;
  private @Nullable Http2Output output;
  private @Nullable Http2Streams streams;
  private State state = State.PREFACE;
  private int streamErrors;
  private int lastTaken = Integer.MAX_VALUE;
  private boolean inBatch;
  private boolean reading;
  private boolean flushAsked;
  private boolean idle;
  private boolean served;
  private boolean clientDone;

  /** What the connection is doing. */
  private enum State {
    /** Waits for the client's first bytes. */
    PREFACE,
    OPEN,
    /** The client was told to open no more streams, and may not know yet. */
    NOTICE_GIVEN,
    /** Streams in flight end; others are not taken. */
    ENDING,
    /** All is said; what the client still sends is thrown away until it has seen that. */
    LINGERING,
    CLOSED
  }

  Http2Connection(
      HttpLimits limits,
      Http2Limits http2,
      Handler handler,
      InstantSource clock,
      Http2HeadWriter headWriter,
      Set<ServerConnection> open) {
    super(limits, handler, clock, open);
    this.http2 = http2;
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
    output = writing;
    streams = opening;
    inbound = new Http2Inbound(this, opening, fields, budget);
    reader = new DefaultHttp2FrameReader(new Http2FieldDecoder(fields, LARGEST_FIELD_BLOCK));
    deadline().in(limits.timeout(), now);
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
    if (reader != null) {
      reader.close();
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
      deadline().in(NOTICE, System.nanoTime());
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
          endStalled();
          settle();
          if (state != State.LINGERING) {
            watch();
          }
        }
      }
      case PREFACE, LINGERING -> close();
      case CLOSED -> {}
    }
  }

  /** Takes frame after frame, as long as the client takes what is sent to it. */
  private void read() {
    if (reading) {
      return;
    }
    reading = true;
    try {
      ByteBuf in = received.bytes();
      boolean more = in != null && (state != State.PREFACE || preface(in));
      while (more && in != null && output().isWritable()) {
        more = frame(in);
      }
      received.trim();
    } finally {
      reading = false;
    }
    if (state != State.LINGERING && state != State.CLOSED) {
      received.control(context(), !output().isWritable());
    }
  }

  /** Whether the client's first bytes are here and what they have to be. */
  private boolean preface(ByteBuf in) {
    switch (Http2Preface.of(in)) {
      case ABSENT -> {
        fail(Http2Error.PROTOCOL_ERROR, "no preface");
        return false;
      }
      case BEGUN -> {
        return false;
      }
      case WHOLE -> in.skipBytes(Http2Preface.LENGTH);
    }
    state = State.OPEN;
    idle = true;
    deadline().in(limits.keepAliveTimeout(), System.nanoTime());
    if (isRetired()) {
      // Its handler has retired since the client connected.
      retire();
    }
    return true;
  }

  /** Whether a whole frame was there. */
  private boolean frame(ByteBuf in) {
    int waiting = in.readableBytes();
    if (waiting < Http2Output.FRAME_HEADER) {
      return false;
    }
    int length = in.getUnsignedMedium(in.readerIndex());
    // Of a frame that is too large the header is enough for the reader to say so.
    int size = Http2Output.FRAME_HEADER + (length > LARGEST_FRAME ? 0 : length);
    if (waiting < size) {
      return false;
    }
    try {
      reader().readFrame(context(), in.readSlice(size), inbound());
    } catch (Http2Exception error) {
      failed(error);
    }
    return state != State.LINGERING && state != State.CLOSED;
  }

  private void failed(Http2Exception error) {
    int code = (int) error.error().code();
    int id = Http2Exception.streamId(error);
    if (!Http2Exception.isStreamError(error) || streams().isIdle(id)) {
      fail(code, String.valueOf(error.getMessage()));
      return;
    }
    LOG.debug("stream {} of {}: {}", id, remoteAddress(), error.getMessage());
    if (code != Http2Error.REFUSED_STREAM && ++streamErrors > http2.streamErrors()) {
      fail(Http2Error.ENHANCE_YOUR_CALM, "too many errors of streams");
      return;
    }
    Http2Stream stream = streams().find(id);
    if (stream != null) {
      stream.reset(code);
    } else if (!streams().wasReset(id)) {
      output().reset(id, code);
      streams().reset(id);
    }
  }

  /** Ends the connection because the client has broken the protocol. */
  private void fail(int error, String why) {
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
    deadline().in(LINGER, System.nanoTime());
    if (tls() == null) {
      var _ = ((DuplexChannel) context().channel()).shutdownOutput();
    }
  }

  private void takeNoMore() {
    state = State.ENDING;
    lastTaken = streams().last();
    output().goAway(lastTaken, Http2Error.NO_ERROR);
    watch();
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
        watch();
      }
      idle = false;
    } else if (state == State.ENDING || (clientDone && received.isEmpty())) {
      end(Http2Error.NO_ERROR);
    } else if (state == State.OPEN && (served || !idle)) {
      idle = true;
      served = false;
      if (limits.keepAlive()) {
        deadline().in(limits.keepAliveTimeout(), System.nanoTime());
      } else {
        end(Http2Error.NO_ERROR);
      }
    }
  }

  /** Looks at the streams again before long. */
  private void watch() {
    Duration half = http2.streamTimeout().dividedBy(2);
    deadline().in(half.compareTo(WATCH) < 0 ? half : WATCH, System.nanoTime());
  }

  private void endStalled() {
    long now = System.nanoTime();
    long most = http2.streamTimeout().toNanos();
    for (Http2Stream stream : streams().all()) {
      stream.endStalled(now, most);
    }
    if (!output().isWritable() && !output().isTaken()) {
      close();
    }
  }

  private DefaultHttp2FrameReader reader() {
    return Objects.requireNonNull(reader);
  }

  private Http2Inbound inbound() {
    return Objects.requireNonNull(inbound);
  }

  private Http2Output output() {
    return Objects.requireNonNull(output);
  }

  private Http2Streams streams() {
    return Objects.requireNonNull(streams);
  }
}
