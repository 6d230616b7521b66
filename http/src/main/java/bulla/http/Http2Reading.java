package bulla.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.Http2Exception;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The half of an HTTP/2 connection that reads: takes the preface and frame after frame off the
 * client's bytes, and tells errors of streams from those of the connection (RFC 9113 5.4). Event
 * loop only.
 */
abstract class Http2Reading extends ServerConnection {
  private static final Logger LOG = LoggerFactory.getLogger(Http2Reading.class);

  /** A client's frames are no larger: we do not allow more than every client may send (6.5.2). */
  private static final int LARGEST_FRAME = 16_384;

  /** More than this is not read ahead while the client does not take what is sent to it. */
  private static final int READ_AHEAD = 64 * 1024;

  final Http2Limits http2;
  final Received received = new Received(READ_AHEAD);
  State state = State.PREFACE;
  private @Nullable DefaultHttp2FrameReader reader;
  private @Nullable Http2Inbound inbound;
  private @Nullable Http2Output output;
  private @Nullable Http2Streams streams;
  private int streamErrors;
  private boolean reading;

  /** What the connection is doing. */
  enum State {
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

  Http2Reading(
      HttpLimits limits,
      Http2Limits http2,
      Handler handler,
      InstantSource clock,
      Set<ServerConnection> open) {
    super(limits, handler, clock, open);
    this.http2 = http2;
  }

  /** The client's preface is here. */
  abstract void begun();

  /** Ends the connection because the client has broken the protocol. */
  abstract void fail(int error, String why);

  /** Makes ready to read. */
  void reads(
      DefaultHttp2FrameReader newReader,
      Http2Inbound newInbound,
      Http2Output newOutput,
      Http2Streams newStreams) {
    reader = newReader;
    inbound = newInbound;
    output = newOutput;
    streams = newStreams;
  }

  /** Takes frame after frame, as long as the client takes what is sent to it. */
  void read() {
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
    begun();
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

  DefaultHttp2FrameReader reader() {
    return Objects.requireNonNull(reader);
  }

  private Http2Inbound inbound() {
    return Objects.requireNonNull(inbound);
  }

  Http2Output output() {
    return Objects.requireNonNull(output);
  }

  Http2Streams streams() {
    return Objects.requireNonNull(streams);
  }
}
