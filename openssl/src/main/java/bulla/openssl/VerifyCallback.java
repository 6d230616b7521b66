package bulla.openssl;

import bulla.ffi.Failures;
import bulla.ffi.NativeLibrary;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Verifies a client's chain and lets the connection's owner have the last word, see
 * SSL_CTX_set_cert_verify_callback(3). libssl makes its alert from the number that stands.
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
      List<byte[]> sent = sent(storeContext);
      PeerChain known = connection.known(sent);
      PeerChain chain = known == null ? chain(storeContext, connection, sent) : known;
      int standing = connection.verify(chain);
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

  private static PeerChain chain(long storeContext, Ssl connection, List<byte[]> sent)
      throws Throwable {
    int depth = connection.verifyDepth();
    ChainErrors errors = connection.newChainErrors();
    // libcrypto counts intermediates, SSLVerifyDepth every certificate above the leaf: with the
    // same number libcrypto lets one more pass, so that the chain can be told to be too long.
    CRYPTO.storeContextSetDepth().invokeExact(storeContext, depth);
    CRYPTO.storeContextSetCallback().invokeExact(storeContext, ChainErrors.ADDRESS);
    int result = (int) CRYPTO.verifyCertificate().invokeExact(storeContext);
    List<byte[]> built =
        Stack.certificates((long) CRYPTO.storeContextChain().invokeExact(storeContext));
    if (result != 1 && errors.isEmpty()) {
      errors.add(UNSPECIFIED, 0);
    }
    if (errors.isComplete() && built.size() - 1 > depth) {
      errors.tooLong(built.size() - 1);
    }
    return new PeerChain(
        built.isEmpty() ? sent.subList(0, 1) : built,
        sent,
        errors.error(),
        errors.depth(),
        errors.last());
  }

  private static List<byte[]> sent(long storeContext) throws Throwable {
    long leaf = (long) CRYPTO.storeContextCertificate().invokeExact(storeContext);
    List<byte[]> others =
        Stack.certificates((long) CRYPTO.storeContextUntrusted().invokeExact(storeContext));
    byte[] leafDer = X509.encode(leaf);
    if (!others.isEmpty() && Arrays.equals(others.getFirst(), leafDer)) {
      return others;
    }
    List<byte[]> sent = new ArrayList<>();
    sent.add(leafDer);
    sent.addAll(others);
    return sent;
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
