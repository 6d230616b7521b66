package bulla.openssl;

import bulla.ffi.Failures;
import bulla.ffi.NativeLibrary;
import java.lang.invoke.MethodHandles;
import java.util.List;

/**
 * Verifies a client's chain and lets the connection's owner have the last word, see
 * SSL_CTX_set_cert_verify_callback(3). libssl makes its alert from the number that stands. What the
 * owner leaves for later libssl takes for verified; {@link Ssl#decide} has the last word.
 */
final class VerifyCallback {

  static final long ADDRESS =
      NativeLibrary.upcall(
          MethodHandles.lookup(), "verify", "int cert_verify_callback(pointer, pointer)");

  private static final LibCrypto CRYPTO = LibCrypto.HANDLES;
  private static final int UNSPECIFIED = 1;

  private VerifyCallback() {}

  static int verify(long storeContext, long argument) {
    try {
      Ssl connection = Connections.ofStoreContext(storeContext);
      List<byte[]> sent =
          PeerVerification.sent(
              (long) CRYPTO.storeContextCertificate().invokeExact(storeContext),
              (long) CRYPTO.storeContextUntrusted().invokeExact(storeContext));
      PeerChain known = connection.known(sent);
      boolean later = connection.decidesLater();
      if (known == null && later) {
        return later(storeContext, connection, sent);
      }
      PeerChain chain =
          known == null
              ? PeerVerification.chain(storeContext, connection, connection.verifyDepth(), sent)
              : known;
      int standing = connection.verify(chain);
      if (standing == SslOwner.LATER && later) {
        return later(storeContext, connection, sent);
      }
      CRYPTO
          .storeContextSetError()
          .invokeExact(storeContext, standing == 0 ? chain.errorLeft() : standing);
      return standing == 0 ? 1 : 0;
    } catch (Throwable failure) {
      UpcallFailures.report("verification", failure);
      return refuse(storeContext);
    } finally {
      // What libcrypto noted on its way is told by the X509_V_ number.
      ErrorQueue.clear();
    }
  }

  private static int later(long storeContext, Ssl connection, List<byte[]> sent) throws Throwable {
    connection.leaveUndecided(sent);
    CRYPTO.storeContextSetError().invokeExact(storeContext, 0);
    return 1;
  }

  private static int refuse(long storeContext) {
    try {
      CRYPTO.storeContextSetError().invokeExact(storeContext, UNSPECIFIED);
      return 0;
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }
}
