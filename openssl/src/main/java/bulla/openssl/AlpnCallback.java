package bulla.openssl;

import bulla.ffi.Memory;
import bulla.ffi.NativeLibrary;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.List;

/** Settles on an application protocol, see SSL_CTX_set_alpn_select_cb(3). */
final class AlpnCallback {

  static final long ADDRESS =
      NativeLibrary.upcall(
          MethodHandles.lookup(),
          "select",
          "int alpn_select_cb(pointer, pointer, pointer, pointer, int, pointer)");

  private static final int OK = 0;
  private static final int FATAL = 2;

  private AlpnCallback() {}

  /** RFC 7301 3.2: no protocol in common ends the handshake with no_application_protocol. */
  static int select(long ssl, long out, long outLength, long in, int inLength, long argument) {
    try {
      byte[] offered = Memory.bytes(in, inLength);
      SslContext context = Connections.of(ssl).context();
      List<byte[]> ours = context.applicationProtocols();
      int start = context.protocolOrder() ? first(ours, offered) : firstOffered(offered, ours);
      if (start < 0) {
        return FATAL;
      }
      Memory.putPointer(out, in + start);
      Memory.putByte(outLength, offered[start - 1] & 0xff);
      return OK;
    } catch (Throwable failure) {
      UpcallFailures.report("ALPN", failure);
      return FATAL;
    }
  }

  /** Where the first of our protocols that the client offers stands; -1 if it offers none. */
  private static int first(List<byte[]> ours, byte[] offered) {
    for (byte[] protocol : ours) {
      int start = firstOffered(offered, List.of(protocol));
      if (start >= 0) {
        return start;
      }
    }
    return -1;
  }

  /** Where the first of the client's protocols that we have stands; -1 if we have none. */
  private static int firstOffered(byte[] offered, List<byte[]> ours) {
    for (int i = 0; i < offered.length; i += 1 + (offered[i] & 0xff)) {
      int start = i + 1;
      int end = start + (offered[i] & 0xff);
      for (byte[] protocol : ours) {
        if (end <= offered.length
            && Arrays.equals(offered, start, end, protocol, 0, protocol.length)) {
          return start;
        }
      }
    }
    return -1;
  }
}
