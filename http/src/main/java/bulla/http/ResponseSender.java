package bulla.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Sends the responses of one connection, and tells each exchange's end once its last byte was
 * handed over. Event loop only.
 */
final class ResponseSender {
  /** Content up to this goes out in the head's buffer, and is read on the event loop. */
  private static final int SMALL = 16 * 1024;

  private final ChannelHandlerContext context;
  private final ResponseHeadWriter heads;
  private final AnsweredExchanges answered = new AnsweredExchanges();
  private @Nullable Pump pump;
  private @Nullable ServerExchange pumped;
  private long takenBefore = -1;

  ResponseSender(ChannelHandlerContext context, ResponseHeadWriter heads) {
    this.context = context;
    this.heads = heads;
  }

  /** What becomes of the connection after a response. */
  enum Afterwards {
    /** It stays. */
    KEEP,
    /** It ends when the completion says so. */
    END,
    /** It ends with the response's last byte, in the same piece that goes to the client. */
    END_WITH_IT
  }

  /** What is done when the response's last byte has been handed to the channel, or could not be. */
  interface Completion {
    void sent(@Nullable Throwable error);
  }

  /**
   * Writes a response; nothing is flushed if it is small and the connection stays.
   *
   * @param request what is answered
   * @param afterwards END_WITH_IT only where closing the channel sends what was written before
   * @param limits of the host that answers
   * @param requestsBefore how many came before on the connection
   * @param completion called when a response that is long, or the connection's last, is through;
   *     not if the connection ends with it
   * @return whether the response is wholly written now, and the completion will not be called
   * @throws IOException if the content cannot be read; nothing was written
   */
  boolean send(
      ServerExchange exchange,
      RequestHead request,
      Response response,
      Afterwards afterwards,
      HttpLimits limits,
      int requestsBefore,
      Completion completion)
      throws IOException {
    boolean keep = afterwards == Afterwards.KEEP;
    Content content = response.content();
    boolean bare = request.head || ResponseHeadWriter.isWithoutContent(response.status());
    long length = bare ? 0 : content.length();
    boolean pumped = length > SMALL || (content instanceof Content.Streamed && !bare);
    exchange.outcome(response.status(), Math.max(0, length), keep);
    int room = pumped ? 0 : (int) length;
    ByteBuf out =
        request.simple
            ? context.alloc().directBuffer(room)
            : heads.write(
                context.alloc(),
                response,
                exchange.startMillis(),
                request.head,
                request.http11,
                persistence(request, keep),
                limits.keepAliveTimeout().toSeconds(),
                limits.keepAliveRequests() == 0 ? 0 : limits.keepAliveRequests() - requestsBefore,
                room);
    if (pumped) {
      var _ = context.write(out, context.voidPromise());
      startPump(exchange, request, content, completion);
      return false;
    }
    readInto(out, content, room);
    if (keep) {
      var _ = context.write(out, context.voidPromise());
      answered.add(exchange);
      return true;
    }
    // Earlier exchanges of the same batch end first.
    if (!answered.isEmpty()) {
      flush();
    }
    ChannelFuture written = context.write(out);
    if (afterwards == Afterwards.END_WITH_IT) {
      // Closing flushes, with TLS's own last words behind the response.
      var _ = context.close();
    } else {
      context.flush();
    }
    var _ =
        written.addListener(
            future -> {
              exchange.end(!future.isSuccess());
              if (afterwards != Afterwards.END_WITH_IT || !future.isSuccess()) {
                completion.sent(future.cause());
              }
            });
    return false;
  }

  /** Hands what was written to the client, and ends the exchanges that were answered by it. */
  void flush() {
    context.flush();
    answered.end(!context.channel().isActive());
  }

  /** The client takes more. */
  void writable() {
    if (pump != null) {
      pump.run();
    }
  }

  /** Whether the client has taken anything since the last time this was asked. */
  boolean isTaken() {
    if (pump != null && pump.isStarved()) {
      return true;
    }
    ChannelOutboundBuffer waiting = context.channel().unsafe().outboundBuffer();
    long taken =
        (pump == null ? 0 : pump.sent()) - (waiting == null ? 0 : waiting.totalPendingWriteBytes());
    boolean more = taken != takenBefore;
    takenBefore = taken;
    return more;
  }

  /** The connection is lost. */
  void lost() {
    flush();
    if (pump != null && pumped != null) {
      pump.stop();
      countStreamed();
      pumped.end(true);
      pump = null;
      pumped = null;
    }
  }

  private void startPump(
      ServerExchange exchange, RequestHead request, Content content, Completion completion) {
    Pump.Completion end =
        error -> {
          countStreamed();
          pump = null;
          pumped = null;
          exchange.end(error != null);
          completion.sent(error);
        };
    Pump started =
        content instanceof Content.Streamed streamed
            ? new StreamPump(context, streamed, framing(request, streamed), end)
            : new ContentPump(context, content, end);
    pump = started;
    pumped = exchange;
    started.run();
    // A file's first piece comes from another thread; the head need not wait for it.
    flush();
  }

  /** Only now is it known how much content a stream had. */
  private void countStreamed() {
    if (pump instanceof StreamPump stream && pumped != null) {
      pumped.contentBytes(stream.sent());
    }
  }

  private static StreamPump.Framing framing(RequestHead request, Content.Streamed content) {
    if (content.length() >= 0) {
      return StreamPump.Framing.LENGTH;
    }
    if (!request.http11) {
      return StreamPump.Framing.CLOSE;
    }
    return request.takesTrailers()
        ? StreamPump.Framing.CHUNKED_WITH_TRAILERS
        : StreamPump.Framing.CHUNKED;
  }

  private static void readInto(ByteBuf out, Content content, int length) throws IOException {
    try {
      ResponseContent.read(content, 0, length, out);
    } catch (IOException e) {
      out.release();
      throw e;
    } finally {
      ResponseContent.close(content);
    }
  }

  private static ResponseHeadWriter.Persistence persistence(RequestHead request, boolean keep) {
    if (!keep) {
      return ResponseHeadWriter.Persistence.CLOSE;
    }
    return request.keepAliveAsked
        ? ResponseHeadWriter.Persistence.ANNOUNCED_KEEP
        : ResponseHeadWriter.Persistence.SILENT_KEEP;
  }
}
