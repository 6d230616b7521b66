package bulla.openssl;

import bulla.ffi.Failures;
import bulla.ffi.Memory;

/**
 * One direction of a connection's bytes, see BIO_s_mem(3). Owned by the SSL* that it is set on,
 * which frees it.
 */
final class MemoryBio {

  private static final LibCrypto CRYPTO = LibCrypto.HANDLES;

  private MemoryBio() {}

  static long open() {
    try {
      long bio = (long) CRYPTO.bioNew().invokeExact((long) CRYPTO.bioMemory().invokeExact());
      if (bio == Memory.NULL) {
        throw new OutOfMemoryError("libcrypto cannot make a memory BIO");
      }
      return bio;
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  static void write(long bio, long address, int length) {
    try {
      int written = (int) CRYPTO.bioWrite().invokeExact(bio, address, length);
      if (written != length) {
        throw new OutOfMemoryError("libcrypto cannot keep " + length + " bytes");
      }
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  static int read(long bio, long address, int length) {
    try {
      return (int) CRYPTO.bioRead().invokeExact(bio, address, length);
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  static int pending(long bio) {
    try {
      return (int) (long) CRYPTO.bioPending().invokeExact(bio);
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }
}
