package bulla.openssl;

import bulla.ffi.Failures;
import bulla.ffi.Memory;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Verifies the chain of a peer with X509_verify_cert(3), in a handshake and after it. */
final class PeerVerification {

  private static final LibCrypto CRYPTO = LibCrypto.HANDLES;
  private static final LibSsl SSL = LibSsl.HANDLES;
  private static final int UNSPECIFIED = 1;

  /** The purpose and trust that libssl gives a client's chain, X509_VERIFY_PARAM_lookup(3). */
  private static final String PARAMETERS = "ssl_client";

  private PeerVerification() {}

  /** Verifies the chain that a store context was made for. */
  static PeerChain chain(long storeContext, Ssl connection, int depth, List<byte[]> sent)
      throws Throwable {
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

  /** Verifies what a connection's peer has shown as libssl did, ssl_verify_cert_chain. */
  static @Nullable PeerChain again(Ssl connection, long ssl, int depth) {
    try {
      long leaf = (long) SSL.peerCertificate().invokeExact(ssl);
      if (leaf == Memory.NULL) {
        return null;
      }
      long others = (long) SSL.peerChain().invokeExact(ssl);
      long store = (long) SSL.contextStore().invokeExact((long) SSL.contextOf().invokeExact(ssl));
      long storeContext = (long) CRYPTO.storeContextNew().invokeExact();
      try {
        return prepared(storeContext, store, leaf, others, ssl)
            ? chain(storeContext, connection, depth, sent(leaf, others))
            : null;
      } finally {
        CRYPTO.storeContextFree().invokeExact(storeContext);
        ErrorQueue.clear();
      }
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  private static boolean prepared(long storeContext, long store, long leaf, long others, long ssl)
      throws Throwable {
    if (storeContext == Memory.NULL
        || (int) CRYPTO.storeContextInit().invokeExact(storeContext, store, leaf, others) != 1) {
      throw new IllegalStateException("no store context: " + ErrorQueue.drain());
    }
    Connections.put(storeContext, ssl);
    long parameters = (long) CRYPTO.storeContextParameters().invokeExact(storeContext);
    CRYPTO.parametersSetLevel().invokeExact(parameters, (int) SSL.securityLevel().invokeExact(ssl));
    try (Arena arena = Arena.ofConfined()) {
      return (int)
              CRYPTO
                  .storeContextSetDefault()
                  .invokeExact(storeContext, Memory.place(arena, PARAMETERS))
          == 1;
    }
  }

  /** DER of the leaf and of what stands above it, which may or may not begin with the leaf. */
  static List<byte[]> sent(long leaf, long stack) {
    List<byte[]> others = Stack.certificates(stack);
    byte[] leafDer = X509.encode(leaf);
    if (!others.isEmpty() && Arrays.equals(others.getFirst(), leafDer)) {
      return others;
    }
    List<byte[]> sent = new ArrayList<>();
    sent.add(leafDer);
    sent.addAll(others);
    return sent;
  }
}
