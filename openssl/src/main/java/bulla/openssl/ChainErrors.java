package bulla.openssl;

import bulla.ffi.NativeLibrary;
import java.lang.invoke.MethodHandles;
import java.util.Set;

/**
 * The errors of one verification, see X509_STORE_CTX_set_verify_cb(3). A chain without an anchor is
 * looked at to its end, so that an owner who can do without an anchor still learns that the leaf
 * has expired.
 */
final class ChainErrors {

  static final long ADDRESS =
      NativeLibrary.upcall(MethodHandles.lookup(), "verified", "int verify_cb(int, pointer)");

  private static final LibCrypto CRYPTO = LibCrypto.HANDLES;
  private static final int CHAIN_TOO_LONG = 22;

  /** X509_V_ERR_: no anchor was found, or the one found is not to be trusted. */
  private static final Set<Integer> NO_ANCHOR = Set.of(2, 18, 19, 20, 21, 27);

  private int error;
  private int depth;
  private int last;

  /** One certificate was looked at; gives whether to go on. */
  static int verified(int good, long storeContext) {
    if (good == 1) {
      return 1;
    }
    try {
      int error = (int) CRYPTO.storeContextError().invokeExact(storeContext);
      int depth = (int) CRYPTO.storeContextErrorDepth().invokeExact(storeContext);
      Connections.ofStoreContext(storeContext).chainErrors().add(error, depth);
      return NO_ANCHOR.contains(error) ? 1 : 0;
    } catch (Throwable failure) {
      UpcallFailures.report("chain", failure);
      return 0;
    }
  }

  void add(int newError, int atDepth) {
    if (error == 0 || (NO_ANCHOR.contains(error) && !NO_ANCHOR.contains(newError))) {
      error = newError;
      depth = atDepth;
    }
    last = newError;
  }

  /** A chain that has an anchor has more certificates than it may: that comes before the rest. */
  void tooLong(int atDepth) {
    error = CHAIN_TOO_LONG;
    depth = atDepth;
    last = CHAIN_TOO_LONG;
  }

  boolean isEmpty() {
    return error == 0;
  }

  /** Whether an anchor was found. */
  boolean isComplete() {
    return error != CHAIN_TOO_LONG && !NO_ANCHOR.contains(error) && !NO_ANCHOR.contains(last);
  }

  int error() {
    return error;
  }

  int depth() {
    return depth;
  }

  int last() {
    return last;
  }
}
