package bulla.openssl;

import bulla.ffi.Failures;
import bulla.ffi.Memory;
import java.lang.foreign.Arena;
import java.util.List;

/** A certificate as libcrypto holds it. Owned by whoever made it; contexts keep their own count. */
public final class X509 extends Owned {

  private static final LibCrypto CRYPTO = LibCrypto.HANDLES;

  private X509(long address) {
    super("certificate", address);
  }

  /**
   * Reads a certificate.
   *
   * @throws OpenSslException if it is none
   */
  public static X509 ofDer(byte[] der) throws OpenSslException {
    long address = decode(der);
    List<String> errors = address == Memory.NULL ? ErrorQueue.drain() : List.of();
    if (address == Memory.NULL) {
      throw new OpenSslException("not a certificate", errors);
    }
    return new X509(address);
  }

  /** Whether {@code key} is the private half of this certificate's key. */
  public boolean belongsTo(Pkey key) {
    try {
      boolean pair = (int) CRYPTO.x509CheckPrivateKey().invokeExact(address(), key.address()) == 1;
      ErrorQueue.clear();
      return pair;
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  @Override
  void free(long owned) throws Throwable {
    CRYPTO.x509Free().invokeExact(owned);
  }

  /** The DER of the X509 at an address. */
  static byte[] encode(long x509) {
    try (Arena arena = Arena.ofConfined()) {
      int length = (int) CRYPTO.x509Encode().invokeExact(x509, Memory.NULL);
      if (length <= 0) {
        throw new IllegalStateException("libcrypto cannot encode a certificate: " + drained());
      }
      long der = arena.allocate(length).address();
      long cursor = arena.allocate(Long.BYTES, Long.BYTES).address();
      Memory.putPointer(cursor, der);
      int written = (int) CRYPTO.x509Encode().invokeExact(x509, cursor);
      return Memory.bytes(der, written);
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  private static String drained() {
    return String.join("; ", ErrorQueue.drain());
  }

  private static long decode(byte[] der) {
    try (Arena arena = Arena.ofConfined()) {
      long cursor = arena.allocate(Long.BYTES, Long.BYTES).address();
      Memory.putPointer(cursor, Memory.place(arena, der));
      return (long) CRYPTO.x509Decode().invokeExact(Memory.NULL, cursor, (long) der.length);
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }
}
