package bulla.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Where a request's body goes: kept for the handler, or skipped; never more than a limit. */
final class BodyBytes {
  private final long limit;
  private final boolean kept;
  private byte[] piece = ExchangeBody.END;
  private int inPiece;
  private long count;

  private BodyBytes(long limit, boolean kept) {
    this.limit = limit;
    this.kept = kept;
  }

  /** Keeps up to {@code limit} bytes. */
  static BodyBytes kept(long limit) {
    return new BodyBytes(limit, true);
  }

  /** Skips up to {@code limit} bytes. */
  static BodyBytes skipped(long limit) {
    return new BodyBytes(limit, false);
  }

  /** Takes the next bytes of {@code in}. */
  void take(ByteBuf in, int length) throws BodyTooLargeException {
    if (length > limit - count) {
      throw new BodyTooLargeException(limit, count + length);
    }
    if (kept) {
      if (inPiece + length > piece.length) {
        // What has arrived is all that a piece can become: memory does not follow announcements.
        piece = Arrays.copyOf(piece, inPiece + in.readableBytes());
      }
      in.readBytes(piece, inPiece, length);
      inPiece += length;
    } else {
      in.skipBytes(length);
    }
    count += length;
  }

  boolean isEmpty() {
    return inPiece == 0;
  }

  /** Gives what was kept since the last time. */
  byte[] take() {
    byte[] taken = piece.length == inPiece ? piece : Arrays.copyOf(piece, inPiece);
    piece = ExchangeBody.END;
    inPiece = 0;
    return taken;
  }
}
