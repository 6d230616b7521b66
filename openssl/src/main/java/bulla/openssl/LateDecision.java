package bulla.openssl;

import bulla.ffi.Failures;
import bulla.ffi.Memory;
import bulla.ffi.NativeLibrary;
import java.lang.invoke.MethodHandles;
import java.util.List;

/**
 * What follows from an owner's word on a certificate that comes when libssl has gone on already, on
 * TLS 1.3: the connection's verify result, tickets, an alert.
 *
 * <p>libssl has no function that sends a given alert. But it sends the one that an extension's
 * callback names when that refuses to be added, see SSL_CTX_add_custom_ext(3), and on an open
 * connection a server can add one to a ticket, SSL_new_session_ticket(3). So a connection that is
 * to end changes to a context with such an extension, and begins a ticket.
 */
final class LateDecision {

  private static final LibSsl SSL = LibSsl.HANDLES;
  private static final int UNSPECIFIED = 1;

  /** RFC 8447 7: for private use. It is never sent. */
  private static final int EXTENSION = 0xff7a;

  private static final int IN_NEW_SESSION_TICKET = 0x2000;
  private static final int REFUSED = -1;

  /** Lives as long as the process. */
  private static final long ALERTING = context();

  private LateDecision() {}

  /** The X509_V_ number that stands for what was left undecided. */
  static int decide(Ssl connection, long ssl, SslOwner owner) {
    try {
      int depth = connection.verifyDepth();
      List<byte[]> sent = connection.undecidedChain();
      PeerChain known = owner.known(sent, depth);
      PeerChain chain = known == null ? verified(connection, ssl, depth, sent) : known;
      int standing = owner.verify(chain);
      if (standing == 0 && chain.errorLeft() != 0) {
        // The session has been told that there was no error, and it cannot be told otherwise.
        connection.withholdSessions();
      }
      SSL.setVerifyResult().invokeExact(ssl, (long) (standing == 0 ? chain.errorLeft() : standing));
      return standing;
    } catch (Throwable failure) {
      UpcallFailures.report("verification", failure);
      return UNSPECIFIED;
    }
  }

  private static PeerChain verified(Ssl connection, long ssl, int depth, List<byte[]> sent) {
    PeerChain chain = PeerVerification.again(connection, ssl, depth);
    if (chain == null) {
      throw new IllegalStateException("the certificate that was shown is gone");
    }
    // libssl takes the leaf away from what was sent, and somebody may have sent it twice.
    return new PeerChain(
        chain.certificates(), sent, chain.error(), chain.errorDepth(), chain.errorLeft());
  }

  /** Writes tickets for the session as it is now. */
  static void handOutTickets(long ssl, int count) {
    try {
      int wanted = 0;
      for (int i = 0; i < count; i++) {
        wanted += (int) SSL.newTicket().invokeExact(ssl);
      }
      if (wanted > 0) {
        int _ = (int) SSL.doHandshake().invokeExact(ssl);
      }
      ErrorQueue.clear();
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /** Ends the connection with its {@link Ssl#alert}. */
  static void alert(long ssl) {
    try {
      long _ = (long) SSL.setContext().invokeExact(ssl, ALERTING);
      int begun = (int) SSL.newTicket().invokeExact(ssl);
      int result = (int) SSL.doHandshake().invokeExact(ssl);
      ErrorQueue.clear();
      if (begun != 1 || result == 1) {
        throw new IllegalStateException("libssl goes on with a client that was refused");
      }
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /** Upcall: {@code custom_ext_add_cb_ex}. */
  static int add(
      long ssl,
      int type,
      int message,
      long out,
      long outLength,
      long certificate,
      long chainIndex,
      long alert,
      long argument) {
    try {
      Memory.putInteger(alert, Connections.of(ssl).alert());
    } catch (Throwable failure) {
      UpcallFailures.report("alert", failure);
    }
    return REFUSED;
  }

  private static long context() {
    try {
      long context = SslContext.bare();
      long add =
          NativeLibrary.upcall(
              MethodHandles.lookup(),
              "add",
              "int SSL_custom_ext_add_cb_ex(pointer, int, int, pointer, pointer, pointer, long,"
                  + " pointer, pointer)");
      int added =
          (int)
              SSL.contextAddExtension()
                  .invokeExact(
                      context,
                      EXTENSION,
                      IN_NEW_SESSION_TICKET,
                      add,
                      Memory.NULL,
                      Memory.NULL,
                      Memory.NULL,
                      Memory.NULL);
      if (added != 1) {
        throw new IllegalStateException(
            "SSL_CTX_add_custom_ext: " + String.join("; ", ErrorQueue.drain()));
      }
      return context;
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }
}
