package bulla.http;

import static io.netty.handler.codec.http2.Http2Error.ENHANCE_YOUR_CALM;
import static io.netty.handler.codec.http2.Http2Error.FLOW_CONTROL_ERROR;
import static io.netty.handler.codec.http2.Http2Error.PROTOCOL_ERROR;
import static io.netty.handler.codec.http2.Http2Error.REFUSED_STREAM;
import static io.netty.handler.codec.http2.Http2Error.STREAM_CLOSED;
import static io.netty.handler.codec.http2.Http2Exception.connectionError;
import static io.netty.handler.codec.http2.Http2Exception.streamError;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client's frames mean (RFC 9113 6). The reader has looked at their form. Errors are thrown
 * as what they are to RFC 9113 5.4: of the stream, or of the connection. Event loop only.
 */
final class Http2Inbound implements Http2FrameListener {
  private static final int SETTINGS_PRICE = 10;

  private final Http2Connection connection;
  private final Http2Streams streams;
  private final Http2FieldList fields;
  private final Http2Budget budget;
  private boolean settled;

  Http2Inbound(
      Http2Connection connection, Http2Streams streams, Http2FieldList fields, Http2Budget budget) {
    this.connection = connection;
    this.streams = streams;
    this.fields = fields;
    this.budget = budget;
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context,
      int id,
      Http2Headers ignored,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean endOfStream)
      throws Http2Exception {
    // Priorities are advice (5.3), and not taken.
    onHeadersRead(context, id, ignored, padding, endOfStream);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context, int id, Http2Headers ignored, int padding, boolean endOfStream)
      throws Http2Exception {
    afterSettings();
    Http2Stream stream = streams.find(id);
    if (stream != null) {
      trailers(stream, endOfStream);
    } else if (!streams.isIdle(id)) {
      if (!streams.wasReset(id)) {
        throw connectionError(STREAM_CLOSED, "field block on closed stream %d", id);
      }
      pay(1);
    } else if ((id & 1) == 0) {
      throw connectionError(PROTOCOL_ERROR, "a client's streams have odd numbers, not %d", id);
    } else if (connection.takesStream(id)) {
      streams.used(id);
      request(id, endOfStream);
    }
  }

  private void request(int id, boolean endOfStream) throws Http2Exception {
    if (!streams.mayOpen()) {
      pay(1);
      throw streamError(id, REFUSED_STREAM, "more than the streams that are allowed");
    }
    Http2RequestReader read =
        Http2RequestReader.read(fields, endOfStream, connection.tls() == null ? "http" : "https");
    Http2Request request = read.request();
    if (request == null) {
      throw streamError(id, PROTOCOL_ERROR, "malformed request");
    }
    connection.start(id, request, endOfStream, read.refusal());
  }

  private void trailers(Http2Stream stream, boolean endOfStream) throws Http2Exception {
    if (stream.isRequestWhole()) {
      throw streamError(stream.id(), STREAM_CLOSED, "field block after the request's end");
    }
    List<Response.Field> trailers = Http2RequestReader.trailers(fields);
    if (!endOfStream || trailers == null) {
      throw streamError(stream.id(), PROTOCOL_ERROR, "malformed trailers");
    }
    check(stream, stream.end(trailers));
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext context, int id, ByteBuf data, int padding, boolean endOfStream)
      throws Http2Exception {
    afterSettings();
    int size = data.readableBytes() + padding;
    if (!streams.received(size)) {
      throw connectionError(FLOW_CONTROL_ERROR, "more DATA than the connection's window");
    }
    if (!data.isReadable() && !endOfStream) {
      pay(1);
    }
    Http2Stream stream = streams.find(id);
    if (stream == null) {
      if (streams.isIdle(id) && connection.takesStream(id)) {
        throw connectionError(PROTOCOL_ERROR, "DATA on idle stream %d", id);
      }
      if (!streams.isIdle(id) && !streams.wasReset(id)) {
        throw connectionError(STREAM_CLOSED, "DATA on closed stream %d", id);
      }
      streams.consumed(size);
    } else if (stream.isRequestWhole()) {
      streams.consumed(size);
      throw streamError(id, STREAM_CLOSED, "DATA after the request's end");
    } else {
      check(stream, stream.data(data, size, endOfStream));
    }
    return size;
  }

  private static void check(Http2Stream stream, int error) throws Http2Exception {
    if (error != bulla.http.Http2Error.NO_ERROR) {
      throw streamError(stream.id(), Http2Error.valueOf(error), "a body that is not as announced");
    }
  }

  @Override
  public void onPriorityRead(
      ChannelHandlerContext context, int id, int dependency, short weight, boolean exclusive)
      throws Http2Exception {
    afterSettings();
    pay(1);
  }

  @Override
  public void onRstStreamRead(ChannelHandlerContext context, int id, long error)
      throws Http2Exception {
    afterSettings();
    if (streams.isIdle(id)) {
      throw connectionError(PROTOCOL_ERROR, "RST_STREAM on idle stream %d", id);
    }
    pay(1);
    Http2Stream stream = streams.find(id);
    if (stream != null) {
      stream.lost();
    }
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings)
      throws Http2Exception {
    if (settled) {
      pay(SETTINGS_PRICE);
    }
    settled = true;
    @Nullable Integer window = settings.initialWindowSize();
    if (window != null && !streams.initialSendWindow(window)) {
      throw connectionError(FLOW_CONTROL_ERROR, "a stream's window is beyond 2^31-1");
    }
    streams.output().settingsAck();
    streams.pump();
  }

  @Override
  public void onSettingsAckRead(ChannelHandlerContext context) throws Http2Exception {
    afterSettings();
    pay(1);
  }

  @Override
  public void onPingRead(ChannelHandlerContext context, long data) throws Http2Exception {
    afterSettings();
    pay(1);
    streams.output().ping(data, true);
  }

  @Override
  public void onPingAckRead(ChannelHandlerContext context, long data) throws Http2Exception {
    afterSettings();
    pay(1);
    connection.pinged();
  }

  @Override
  public void onPushPromiseRead(
      ChannelHandlerContext context, int id, int promised, Http2Headers ignored, int padding)
      throws Http2Exception {
    throw connectionError(PROTOCOL_ERROR, "a client cannot push");
  }

  @Override
  public void onGoAwayRead(ChannelHandlerContext context, int last, long error, ByteBuf debug)
      throws Http2Exception {
    afterSettings();
    pay(1);
    connection.clientLeaves();
  }

  @Override
  public void onWindowUpdateRead(ChannelHandlerContext context, int id, int increment)
      throws Http2Exception {
    afterSettings();
    pay(1);
    if (id == 0) {
      if (!streams.widen(increment)) {
        throw connectionError(FLOW_CONTROL_ERROR, "the connection's window is beyond 2^31-1");
      }
    } else {
      Http2Stream stream = streams.find(id);
      if (stream == null) {
        if (streams.isIdle(id) && connection.takesStream(id)) {
          throw connectionError(PROTOCOL_ERROR, "WINDOW_UPDATE on idle stream %d", id);
        }
        return;
      }
      if (!stream.widen(increment)) {
        throw streamError(id, FLOW_CONTROL_ERROR, "the stream's window is beyond 2^31-1");
      }
    }
    streams.pump();
  }

  @Override
  public void onUnknownFrame(
      ChannelHandlerContext context, byte type, int id, Http2Flags flags, ByteBuf payload)
      throws Http2Exception {
    // 5.5: ignored, but not for nothing.
    afterSettings();
    pay(1);
  }

  /** The preface's second half is a SETTINGS frame (3.4). */
  private void afterSettings() throws Http2Exception {
    if (!settled) {
      throw connectionError(PROTOCOL_ERROR, "the first frame is not SETTINGS");
    }
  }

  private void pay(int price) throws Http2Exception {
    if (!budget.spend(price, System.nanoTime())) {
      throw connectionError(ENHANCE_YOUR_CALM, "too much that leads nowhere");
    }
  }
}
