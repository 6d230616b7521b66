package bulla.openssl;

import bulla.ffi.Failures;
import bulla.ffi.Memory;
import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/** Verifies signatures with libcrypto, EVP_DigestVerify(3). */
public final class PublicKeySignature {

  private static final LibCrypto CRYPTO = LibCrypto.HANDLES;

  private PublicKeySignature() {}

  /**
   * Whether a key made a signature; anything that goes wrong is a no. May be called within an
   * upcall of libssl: the thread's error queue is left as it was.
   *
   * @param publicKey the DER of its SubjectPublicKeyInfo (RFC 5280 4.1.2.7)
   * @param type what the key must be, EVP_PKEY_is_a(3): {@code RSA}, {@code EC}, {@code ED25519}
   * @param digest {@code SHA256}; null for a key that has its own
   */
  public static boolean holds(
      byte[] publicKey, String type, @Nullable String digest, byte[] content, byte[] signature) {
    try (Arena arena = Arena.ofConfined()) {
      int _ = (int) CRYPTO.errSetMark().invokeExact();
      try {
        long key = decoded(arena, publicKey);
        try {
          return key != Memory.NULL && holds(arena, key, type, digest, content, signature);
        } finally {
          CRYPTO.keyFree().invokeExact(key);
        }
      } finally {
        int _ = (int) CRYPTO.errPopToMark().invokeExact();
      }
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  private static long decoded(Arena arena, byte[] publicKey) throws Throwable {
    long cursor = arena.allocate(Long.BYTES, Long.BYTES).address();
    Memory.putPointer(cursor, Memory.place(arena, publicKey));
    return (long)
        CRYPTO
            .publicKeyDecode()
            .invokeExact(
                Memory.NULL,
                cursor,
                (long) publicKey.length,
                LibraryContext.ofConnections(),
                Memory.NULL);
  }

  private static boolean holds(
      Arena arena, long key, String type, @Nullable String digest, byte[] content, byte[] signature)
      throws Throwable {
    // A signature's algorithm names its kind of key (RFC 5280 4.1.1.2): no other may stand in.
    if ((int) CRYPTO.keyIsA().invokeExact(key, Memory.place(arena, type)) != 1) {
      return false;
    }
    long context = (long) CRYPTO.digestContextNew().invokeExact();
    try {
      long named = digest == null ? Memory.NULL : Memory.place(arena, digest);
      int begun =
          (int)
              CRYPTO
                  .digestVerifyInit()
                  .invokeExact(
                      context,
                      Memory.NULL,
                      named,
                      LibraryContext.ofConnections(),
                      Memory.NULL,
                      key,
                      Memory.NULL);
      return begun == 1
          && (int)
                  CRYPTO
                      .digestVerify()
                      .invokeExact(
                          context,
                          Memory.place(arena, signature),
                          (long) signature.length,
                          Memory.place(arena, content),
                          (long) content.length)
              == 1;
    } finally {
      CRYPTO.digestContextFree().invokeExact(context);
    }
  }
}
