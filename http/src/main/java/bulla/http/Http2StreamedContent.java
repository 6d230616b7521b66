package bulla.http;

import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Content that comes piece by piece: the next piece is asked for when the client has taken the
 * last. Its end is an empty DATA frame, or the trailer fields that came with it.
 */
final class Http2StreamedContent implements Http2Content {
  private final Http2Stream stream;
  private final Http2Streams streams;
  private final ChannelHandlerContext context;
  private final Content.Streamed content;
  private byte[] piece = ExchangeBody.END;
  private int at;
  private long sent;
  private boolean asking;
  private boolean ended;
  private boolean stopped;

  Http2StreamedContent(
      Http2Stream stream,
      Http2Streams streams,
      ChannelHandlerContext context,
      Content.Streamed content) {
    this.stream = stream;
    this.streams = streams;
    this.context = context;
    this.content = content;
  }

  @Override
  public boolean isBlocked() {
    return !asking;
  }

  @Override
  public long sent() {
    return sent;
  }

  @Override
  public boolean send() {
    if (asking || stopped) {
      return false;
    }
    if (at == piece.length) {
      if (ended) {
        finish();
        return true;
      }
      ask();
      return !asking;
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
    content.stream().close();
  }

  private void ask() {
    asking = true;
    var _ =
        content.stream()
            .next()
            .whenComplete(
                (next, failure) -> {
                  if (context.executor().inEventLoop()) {
                    arrived(next, failure);
                    return;
                  }
                  try {
                    context.executor().execute(() -> arrived(next, failure));
                  } catch (RejectedExecutionException e) {
                    content.stream().close();
                  }
                });
  }

  private void arrived(byte @Nullable [] next, @Nullable Throwable failure) {
    asking = false;
    if (stopped) {
      return;
    }
    long known = content.length();
    if (next == null) {
      stream.contentFailed(failure);
    } else if (known >= 0 && next.length > known - sent) {
      stream.contentFailed(new IOException("the content is longer than was announced"));
    } else if (next.length == 0 && known >= 0 && sent < known) {
      stream.contentFailed(new IOException("the content is shorter than was announced"));
    } else {
      piece = next;
      at = 0;
      ended = next.length == 0;
    }
    streams.pump();
    stream.wrote();
  }

  private void finish() {
    List<Response.Field> trailers =
        stream.takesTrailers() ? Trailers.sendable(content.stream().trailers()) : List.of();
    content.stream().close();
    if (trailers.isEmpty()) {
      streams.output().data(stream.id(), ExchangeBody.END, 0, 0, 0, true);
    } else {
      stream.trailers(trailers);
    }
    stream.contentSent();
  }
}
