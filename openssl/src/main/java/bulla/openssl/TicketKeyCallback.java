package bulla.openssl;

import bulla.ffi.Memory;
import bulla.ffi.NativeLibrary;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** Finds the key of a ticket, see SSL_CTX_set_tlsext_ticket_key_evp_cb(3). */
final class TicketKeyCallback {

  static final long ADDRESS =
      NativeLibrary.upcall(
          MethodHandles.lookup(),
          "ticketKey",
          "int ticket_key_cb(pointer, pointer, pointer, pointer, pointer, int)");

  private static final LibSsl SSL = LibSsl.HANDLES;
  private static final int GOOD = 1;

  /** Making: no ticket is sent. Reading: a full handshake. */
  private static final int NO_TICKET = 0;

  /** The ticket is good, and a new one is to take its place. */
  private static final int RENEW = 2;

  private TicketKeyCallback() {}

  static int ticketKey(
      long ssl, long name, long vector, long cipherContext, long macContext, int making) {
    try {
      Ssl connection = Connections.of(ssl);
      TicketKey current = connection.ticketKey();
      if (making == 1) {
        current.protect(name, vector, cipherContext, macContext);
        return GOOD;
      }
      @Nullable TicketKey key = connection.ticketKey(Memory.bytes(name, TicketKey.NAME));
      if (key == null) {
        return NO_TICKET;
      }
      key.open(vector, cipherContext, macContext);
      // RFC 8446 C.4: a client of TLS 1.3 uses a ticket once and needs another.
      boolean modern = (int) SSL.versionNumber().invokeExact(ssl) == HostPolicy.TLS_1_3;
      return modern || key != current ? RENEW : GOOD;
    } catch (Throwable failure) {
      UpcallFailures.report("ticket key", failure);
      return NO_TICKET;
    }
  }
}
