package bulla.openssl;

import bulla.ffi.Memory;
import bulla.ffi.NativeLibrary;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.List;

/** Settles on an application protocol in our order, see SSL_CTX_set_alpn_select_cb(3). */
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
      List<byte[]> ours = Connections.of(ssl).context().applicationProtocols();
      for (byte[] protocol : ours) {
        for (int i = 0; i < inLength; i += 1 + (offered[i] & 0xff)) {
          int start = i + 1;
          int end = start + (offered[i] & 0xff);
          if (end <= inLength && Arrays.equals(offered, start, end, protocol, 0, protocol.length)) {
            Memory.putPointer(out, in + start);
            Memory.putByte(outLength, protocol.length);
            return OK;
          }
        }
      }
      return FATAL;
    } catch (Throwable failure) {
      UpcallFailures.report("ALPN", failure);
      return FATAL;
    }
  }
}
