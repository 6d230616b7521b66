package bulla.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.http2.Http2FrameTypes;
import org.jspecify.annotations.Nullable;

/**
 * Writes the frames of one connection, one after the other into few large buffers, and tells each
 * exchange's end once its last frame was handed over. Event loop only.
 */
final class Http2Output {
  /** Length, type, flags, stream (RFC 9113 4.1). */
  static final int FRAME_HEADER = 9;

  static final int END_STREAM = 0x1;

  private static final int ACK = 0x1;
  private static final int END_HEADERS = 0x4;

  /** A frame that goes to a client that has not allowed larger ones. */
  private static final int LARGEST_FRAME = Http2Limits.LARGEST_DATA_FRAME;

  /** Two full TLS records. */
  private static final int BUFFER = 32 * 1024;

  private static final int MOST_UNFLUSHED = 256 * 1024;

  private final ChannelHandlerContext context;
  private final Http2Padding padding;
  private @Nullable ByteBuf buffer;
  private final AnsweredExchanges answered = new AnsweredExchanges();
  private boolean tableToldOf;
  private long handedOver;
  private int unflushed;
  private long takenBefore = -1;

  Http2Output(ChannelHandlerContext context, Http2Padding padding) {
    this.context = context;
    this.padding = padding;
  }

  /** Whether the client takes more. */
  boolean isWritable() {
    return context.channel().isWritable();
  }

  /** A field block, in as many frames as it needs. */
  void fields(int stream, byte[] block, boolean endOfStream) {
    int first = tableToldOf ? 0 : 1;
    int at = Math.min(block.length, LARGEST_FRAME - first - Http2Padding.MOST);
    int pad = padding.next();
    int flags = (endOfStream ? END_STREAM : 0) | (at == block.length ? END_HEADERS : 0);
    ByteBuf out = room(FRAME_HEADER + first + at + Http2Padding.MOST);
    header(
        out,
        first + at + pad,
        Http2FrameTypes.HEADERS,
        flags | (pad > 0 ? Http2Padding.FLAG : 0),
        stream);
    Http2Padding.before(out, pad);
    if (!tableToldOf) {
      out.writeByte(Http2HeadWriter.NO_TABLE);
      tableToldOf = true;
    }
    out.writeBytes(block, 0, at);
    Http2Padding.after(out, pad);
    while (at < block.length) {
      int length = Math.min(block.length - at, LARGEST_FRAME);
      ByteBuf more = room(FRAME_HEADER + length);
      header(
          more,
          length,
          Http2FrameTypes.CONTINUATION,
          at + length == block.length ? END_HEADERS : 0,
          stream);
      more.writeBytes(block, at, length);
      at += length;
    }
  }

  /**
   * One DATA frame of bytes in memory.
   *
   * @param pad bytes of padding, that the flow-control windows have been charged with
   */
  void data(int stream, byte[] bytes, int from, int length, int pad, boolean endOfStream) {
    ByteBuf out = room(FRAME_HEADER + length + pad);
    dataHeader(out, stream, length, pad, endOfStream);
    out.writeBytes(bytes, from, length);
    Http2Padding.after(out, pad);
  }

  /** The header of a DATA frame, and its padding's length. */
  static void dataHeader(ByteBuf out, int stream, int length, int pad, boolean endOfStream) {
    header(
        out,
        length + pad,
        Http2FrameTypes.DATA,
        (endOfStream ? END_STREAM : 0) | (pad > 0 ? Http2Padding.FLAG : 0),
        stream);
    Http2Padding.before(out, pad);
  }

  /** Whole frames that were put together elsewhere; takes them over. */
  void frames(ByteBuf frames) {
    handOver();
    write(frames);
  }

  void reset(int stream, int error) {
    ByteBuf out = room(FRAME_HEADER + 4);
    header(out, 4, Http2FrameTypes.RST_STREAM, 0, stream);
    out.writeInt(error);
  }

  /** SETTINGS with identifiers and values in turn (6.5.1). */
  void settings(int... settings) {
    ByteBuf out = room(FRAME_HEADER + settings.length * 3);
    header(out, settings.length * 3, Http2FrameTypes.SETTINGS, 0, 0);
    for (int i = 0; i < settings.length; i += 2) {
      out.writeShort(settings[i]);
      out.writeInt(settings[i + 1]);
    }
  }

  void settingsAck() {
    header(room(FRAME_HEADER), 0, Http2FrameTypes.SETTINGS, ACK, 0);
  }

  void ping(long data, boolean ack) {
    ByteBuf out = room(FRAME_HEADER + 8);
    header(out, 8, Http2FrameTypes.PING, ack ? ACK : 0, 0);
    out.writeLong(data);
  }

  void windowUpdate(int stream, int increment) {
    ByteBuf out = room(FRAME_HEADER + 4);
    header(out, 4, Http2FrameTypes.WINDOW_UPDATE, 0, stream);
    out.writeInt(increment);
  }

  void goAway(int lastStream, int error) {
    ByteBuf out = room(FRAME_HEADER + 8);
    header(out, 8, Http2FrameTypes.GO_AWAY, 0, 0);
    out.writeInt(lastStream);
    out.writeInt(error);
  }

  /** The exchange's last frame is written; it ends with the next flush. */
  void endWithNextFlush(ServerExchange exchange) {
    answered.add(exchange);
  }

  /** Hands what was written to the client, and ends the exchanges that were answered by it. */
  void flush() {
    handOver();
    unflushed = 0;
    context.flush();
    answered.end(!context.channel().isActive());
  }

  /** Whether the client has taken anything since the last time this was asked. */
  boolean isTaken() {
    ChannelOutboundBuffer waiting = context.channel().unsafe().outboundBuffer();
    long taken = handedOver - (waiting == null ? 0 : waiting.totalPendingWriteBytes());
    boolean more = taken != takenBefore;
    takenBefore = taken;
    return more;
  }

  /** Throws away what was not handed over. */
  void release() {
    if (buffer != null) {
      buffer.release();
      buffer = null;
    }
  }

  private static void header(ByteBuf out, int length, int type, int flags, int stream) {
    out.writeMedium(length);
    out.writeShort(type << 8 | flags);
    out.writeInt(stream);
  }

  private ByteBuf room(int bytes) {
    ByteBuf current = buffer;
    if (current != null && current.writableBytes() < bytes) {
      handOver();
      current = null;
    }
    if (current == null) {
      current = context.alloc().directBuffer(BUFFER, BUFFER);
      buffer = current;
    }
    return current;
  }

  private void handOver() {
    ByteBuf full = buffer;
    if (full != null) {
      buffer = null;
      write(full);
    }
  }

  /** What is written counts against the channel's limits only when it is flushed. */
  private void write(ByteBuf frames) {
    int length = frames.readableBytes();
    handedOver += length;
    unflushed += length;
    var _ = context.write(frames, context.voidPromise());
    if (unflushed >= MOST_UNFLUSHED) {
      unflushed = 0;
      context.flush();
    }
  }
}
