package bulla.tls;

import bulla.openssl.Ssl;
import bulla.openssl.Step;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far one portion of the peer's bytes has brought a connection.
 *
 * @param end how libssl's last call ended; DONE never
 * @param handshakeDone whether the first handshake is over
 * @param plaintext what was decrypted, null for nothing; the receiver owns it
 * @param errors the error queue when {@code end} is FAILED
 */
record Progress(Step end, boolean handshakeDone, @Nullable ByteBuf plaintext, List<String> errors) {

  private static final int SMALLEST_BUFFER = 512;
  private static final int RECORD = 16 * 1024;

  /**
   * Feeds the bytes and takes the connection as far as they go. May run on a thread of the
   * verification pool.
   *
   * @param arrived released here; null when there are none
   * @param handshaking whether the first handshake is still going on
   */
  static Progress make(
      Ssl ssl, @Nullable ByteBuf arrived, boolean handshaking, ByteBufAllocator allocator) {
    int fed = 0;
    if (arrived != null) {
      try {
        fed = feed(ssl, arrived, allocator);
      } finally {
        arrived.release();
      }
    }
    if (handshaking) {
      Step step = ssl.handshake();
      if (step != Step.DONE) {
        return new Progress(step, false, null, errors(ssl, step));
      }
    }
    ByteBuf plaintext = allocator.directBuffer(Math.max(fed, SMALLEST_BUFFER));
    boolean good = false;
    try {
      decrypt(ssl, plaintext);
      good = true;
    } finally {
      if (!good || !plaintext.isReadable()) {
        plaintext.release();
      }
    }
    return new Progress(
        ssl.step(), true, plaintext.refCnt() == 0 ? null : plaintext, errors(ssl, ssl.step()));
  }

  /** The handshake has failed after all, and nothing of what came with its end counts. */
  Progress failed(List<String> why) {
    drop();
    return new Progress(Step.FAILED, false, null, why);
  }

  /** Nobody is to have the plaintext. */
  void drop() {
    if (plaintext != null) {
      plaintext.release();
    }
  }

  private static int feed(Ssl ssl, ByteBuf arrived, ByteBufAllocator allocator) {
    int length = arrived.readableBytes();
    if (length > 0 && arrived.hasMemoryAddress()) {
      ssl.feed(arrived.memoryAddress() + arrived.readerIndex(), length);
    } else if (length > 0) {
      ByteBuf direct = allocator.directBuffer(length);
      try {
        direct.writeBytes(arrived);
        ssl.feed(direct.memoryAddress(), length);
      } finally {
        direct.release();
      }
    }
    return length;
  }

  private static void decrypt(Ssl ssl, ByteBuf plaintext) {
    while (true) {
      if (!plaintext.isWritable()) {
        plaintext.ensureWritable(RECORD);
      }
      int count =
          ssl.read(plaintext.memoryAddress() + plaintext.writerIndex(), plaintext.writableBytes());
      if (count == 0) {
        return;
      }
      plaintext.writerIndex(plaintext.writerIndex() + count);
    }
  }

  private static List<String> errors(Ssl ssl, Step step) {
    return step == Step.FAILED ? ssl.errors() : List.of();
  }
}
