package bulla.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;

/** The first bytes of a client that speaks HTTP/2 (RFC 9113 3.4), which no HTTP/1 request has. */
enum Http2Preface {
  /** Something else is spoken. */
  ABSENT,
  /** What has come so far could become the preface. */
  BEGUN,
  WHOLE;

  private static final byte[] BYTES = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);

  static final int LENGTH = 24;

  /** How much of the preface {@code in} begins with; nothing is taken. */
  static Http2Preface of(ByteBuf in) {
    int length = Math.min(in.readableBytes(), LENGTH);
    for (int i = 0; i < length; i++) {
      if (in.getByte(in.readerIndex() + i) != BYTES[i]) {
        return ABSENT;
      }
    }
    return length == LENGTH ? WHOLE : BEGUN;
  }
}
