package bulla.openssl;

import bulla.ffi.Failures;
import java.util.ArrayList;
import java.util.List;

/** STACK_OF(...), see OPENSSL_sk_new(3). */
final class Stack {

  private static final LibCrypto CRYPTO = LibCrypto.HANDLES;

  private Stack() {}

  /** A new stack of these pointers; freeing it frees none of them. */
  static long of(List<Long> pointers) {
    try {
      long stack = (long) CRYPTO.stackNew().invokeExact();
      for (long pointer : pointers) {
        int _ = (int) CRYPTO.stackPush().invokeExact(stack, pointer);
      }
      return stack;
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  static void free(long stack) {
    try {
      CRYPTO.stackFree().invokeExact(stack);
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /** The DER of each certificate of a STACK_OF(X509), which may be null. */
  static List<byte[]> certificates(long stack) {
    List<byte[]> certificates = new ArrayList<>();
    try {
      // A null stack has the size -1.
      int size = (int) CRYPTO.stackSize().invokeExact(stack);
      for (int i = 0; i < size; i++) {
        certificates.add(X509.encode((long) CRYPTO.stackValue().invokeExact(stack, i)));
      }
      return certificates;
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }
}
