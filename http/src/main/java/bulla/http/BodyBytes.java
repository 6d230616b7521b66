package bulla.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Where a request's body goes: kept for the handler, or skipped; never more than a limit. */
final class BodyBytes {
  /** Memory follows what has arrived, not what a client announces. */
  private static final int FIRST_PIECE = 8192;

  private final long limit;
  private final boolean kept;
  private byte[] bytes = {};
  private long count;

  private BodyBytes(long limit, boolean kept) {
    this.limit = limit;
    this.kept = kept;
  }

  /** Keeps up to {@code limit} bytes. */
  static BodyBytes kept(long limit) {
    return new BodyBytes(Math.min(limit, Integer.MAX_VALUE - 16), true);
  }

  /** Skips up to {@code limit} bytes. */
  static BodyBytes skipped(long limit) {
    return new BodyBytes(limit, false);
  }

  /** Takes the next bytes of {@code in}. */
  void take(ByteBuf in, int length) throws BodyTooLargeException {
    if (length > limit - count) {
      throw new BodyTooLargeException(limit);
    }
    if (kept) {
      int end = (int) count + length;
      if (end > bytes.length) {
        int size = (int) Math.min(limit, Math.max(FIRST_PIECE, bytes.length * 2L));
        bytes = Arrays.copyOf(bytes, Math.max(end, size));
      }
      in.readBytes(bytes, (int) count, length);
    } else {
      in.skipBytes(length);
    }
    count += length;
  }

  /** What was kept. */
  byte[] bytes() {
    return bytes.length == count ? bytes : Arrays.copyOf(bytes, (int) count);
  }
}
