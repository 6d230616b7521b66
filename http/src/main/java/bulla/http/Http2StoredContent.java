package bulla.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Content that is there already, in memory or in a file. Pieces of a file are read on a virtual
 * thread, one at a time, into whole frames; everything else happens on the event loop. The content
 * is closed by whoever has it last.
 */
final class Http2StoredContent implements Http2Content {
  private final Http2Stream stream;
  private final Http2Streams streams;
  private final ChannelHandlerContext context;
  private final Content content;
  private final long length;
  private long sent;
  private boolean reading;
  private boolean stopped;

  Http2StoredContent(
      Http2Stream stream, Http2Streams streams, ChannelHandlerContext context, Content content) {
    this.stream = stream;
    this.streams = streams;
    this.context = context;
    this.content = content;
    this.length = content.length();
  }

  @Override
  public boolean isBlocked() {
    return !reading;
  }

  @Override
  public long sent() {
    return sent;
  }

  @Override
  public boolean send() {
    long room = streams.sendRoom(stream);
    if (reading || stopped || room <= 0) {
      return false;
    }
    Http2Limits limits = streams.limits();
    boolean framedByFrame = limits.paddingBits() > 0 || content instanceof Content.Bytes;
    long most =
        framedByFrame ? limits.dataFrame() : Math.max(limits.streamMemory(), limits.dataFrame());
    int piece = (int) Math.min(Math.min(room, most), length - sent);
    int pad = streams.padding().next(room - piece);
    streams.charge(stream, piece + pad);
    if (content instanceof Content.Bytes(byte[] bytes)) {
      boolean last = sent + piece == length;
      streams.output().data(stream.id(), bytes, (int) sent, piece, pad, last);
      sent(piece);
    } else {
      read(piece, pad);
    }
    return true;
  }

  @Override
  public void stop() {
    stopped = true;
    if (!reading) {
      ResponseContent.close(content);
    }
  }

  private void sent(int piece) {
    sent += piece;
    streams.sent(piece);
    if (sent == length) {
      ResponseContent.close(content);
      stream.contentSent();
    }
  }

  private void read(int piece, int pad) {
    reading = true;
    int frame = streams.limits().dataFrame();
    int frames = (piece + frame - 1) / frame;
    ByteBuf framed = context.alloc().directBuffer(piece + frames * Http2Output.FRAME_HEADER + pad);
    long from = sent;
    Thread.startVirtualThread(
        () -> {
          IOException failure = null;
          try {
            fill(framed, from, piece, pad, frame);
          } catch (IOException e) {
            failure = e;
          }
          IOException error = failure;
          try {
            context.executor().execute(() -> arrived(framed, piece, pad, error));
          } catch (RejectedExecutionException e) {
            framed.release();
            ResponseContent.close(content);
          }
        });
  }

  private void fill(ByteBuf framed, long from, int piece, int pad, int frame) throws IOException {
    for (int done = 0; done < piece; ) {
      int part = Math.min(frame, piece - done);
      boolean last = from + done + part == length;
      Http2Output.dataHeader(framed, stream.id(), part, pad, last);
      ResponseContent.read(content, from + done, part, framed);
      Http2Padding.after(framed, pad);
      done += part;
    }
  }

  private void arrived(ByteBuf framed, int piece, int pad, @Nullable IOException error) {
    reading = false;
    if (stopped || error != null) {
      framed.release();
      // What was not sent has not used up the connection's window.
      streams.takeBack(piece + pad);
      ResponseContent.close(content);
      if (!stopped) {
        stopped = true;
        stream.contentFailed(error);
      }
      streams.pump();
      return;
    }
    streams.output().frames(framed);
    sent(piece);
    streams.pump();
    stream.wrote();
  }
}
