package bulla.http;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Content that comes piece by piece: a request's on its way in, or a response's on its way out.
 * Pieces are asked for one at a time, and nothing is read that was not asked for: a reader that is
 * slow slows the sender down, and no more than a piece is in memory.
 */
public interface ContentStream extends AutoCloseable {
  /**
   * The next piece, of any length above 0; an empty one when the content is at its end. Must not
   * block. Asked for again only when the piece before has come.
   *
   * @return completes on any thread; fails with IOException when the content breaks off
   */
  CompletionStage<byte[]> next();

  /**
   * The trailer fields (RFC 9110 6.5), once the end has come. They are kept apart from the head's
   * fields, because whoever has acted on the head does not look again.
   */
  List<Response.Field> trailers();

  /** No more pieces are wanted, be the content at its end or not. May be called again. */
  @Override
  void close();
}
