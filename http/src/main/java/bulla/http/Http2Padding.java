package bulla.http;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Padding of HEADERS and DATA frames (RFC 9113 6.1, 10.7): how much the next frame gets, and where
 * it goes. A frame's padding is counted with the byte that tells its length.
 */
final class Http2Padding {
  /** PADDED. */
  static final int FLAG = 0x8;

  /** The most that padding adds to a frame. */
  static final int MOST = 256;

  private final int bound;

  /**
   * Padding of up to 2 to the power of {@code bits}, less one, bytes.
   *
   * @param bits 0 to 8; 0 for none
   */
  Http2Padding(int bits) {
    bound = 1 << bits;
  }

  /** How many bytes the next frame's padding takes; 0 for none. */
  int next() {
    return bound == 1 ? 0 : 1 + ThreadLocalRandom.current().nextInt(bound);
  }

  /** How many bytes the next DATA frame's padding takes where windows leave room for some. */
  int next(long room) {
    int wanted = next();
    return wanted <= room ? wanted : 0;
  }

  /** Writes what stands before a frame's content. */
  static void before(ByteBuf out, int pad) {
    if (pad > 0) {
      out.writeByte(pad - 1);
    }
  }

  /** Writes what stands after a frame's content. */
  static void after(ByteBuf out, int pad) {
    if (pad > 1) {
      out.writeZero(pad - 1);
    }
  }
}
