package bulla.tls;

import io.netty.buffer.ByteBuf;

/**
 * Tells whether what a client has sent first is one record (RFC 8446 5.1) that holds a ClientHello
 * (4.1.2) and nothing after it: then libssl cannot meet a certificate in these bytes.
 */
final class LoneHello {

  private static final int RECORD_HEADER = 5;
  private static final int MESSAGE_HEADER = 4;
  private static final int HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;

  private LoneHello() {}

  static boolean is(ByteBuf bytes) {
    int start = bytes.readerIndex();
    int message = bytes.readableBytes() - RECORD_HEADER - MESSAGE_HEADER;
    return message >= 0
        && bytes.getUnsignedByte(start) == HANDSHAKE
        && bytes.getUnsignedShort(start + 3) == message + MESSAGE_HEADER
        && bytes.getUnsignedByte(start + RECORD_HEADER) == CLIENT_HELLO
        && bytes.getUnsignedMedium(start + RECORD_HEADER + 1) == message;
  }
}
