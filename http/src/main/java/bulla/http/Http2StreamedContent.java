package bulla.http;

import io.netty.channel.ChannelHandlerContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Content that comes piece by piece: the next piece is asked for when the client has taken the
 * last. Its end is an empty DATA frame, or the trailer fields that came with it.
 */
final class Http2StreamedContent implements Http2Content, StreamedPieces.Taker {
  private final Http2Stream stream;
  private final Http2Streams streams;
  private final Content.Streamed content;
  private final StreamedPieces pieces;
  private byte[] piece = ExchangeBody.END;
  private int at;
  private long sent;
  private boolean ended;
  private boolean stopped;

  Http2StreamedContent(
      Http2Stream stream,
      Http2Streams streams,
      ChannelHandlerContext context,
      Content.Streamed content) {
    this.stream = stream;
    this.streams = streams;
    this.content = content;
    this.pieces = new StreamedPieces(context, content, this);
  }

  @Override
  public boolean isBlocked() {
    return !pieces.isAsked();
  }

  @Override
  public long sent() {
    return sent;
  }

  @Override
  public boolean send() {
    if (pieces.isAsked() || stopped) {
      return false;
    }
    if (at == piece.length) {
      if (ended) {
        finish();
        return true;
      }
      pieces.ask();
      return !pieces.isAsked();
    }
    long room = streams.sendRoom(stream);
    if (room <= 0) {
      return false;
    }
    int length = (int) Math.min(Math.min(room, streams.limits().dataFrame()), piece.length - at);
    int pad = streams.padding().next(room - length);
    streams.charge(stream, length + pad);
    streams.output().data(stream.id(), piece, at, length, pad, false);
    at += length;
    sent += length;
    streams.sent(length);
    return true;
  }

  @Override
  public void stop() {
    stopped = true;
    pieces.close();
  }

  @Override
  public void piece(byte[] bytes) {
    piece = bytes;
    at = 0;
    goOn();
  }

  @Override
  public void end() {
    ended = true;
    goOn();
  }

  @Override
  public void failed(@Nullable Throwable why) {
    stream.contentFailed(why);
    goOn();
  }

  private void goOn() {
    streams.pump();
    stream.wrote();
  }

  private void finish() {
    List<Response.Field> trailers =
        stream.takesTrailers() ? Trailers.sendable(content.stream().trailers()) : List.of();
    pieces.close();
    if (trailers.isEmpty()) {
      streams.output().data(stream.id(), ExchangeBody.END, 0, 0, 0, true);
    } else {
      stream.trailers(trailers);
    }
    stream.contentSent();
  }
}
