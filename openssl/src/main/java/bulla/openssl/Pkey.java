package bulla.openssl;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import bulla.ffi.Failures;
import bulla.ffi.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A private key as libcrypto holds it (EVP_PKEY). Owned by whoever made it. */
public final class Pkey extends Owned {

  private static final LibCrypto CRYPTO = LibCrypto.HANDLES;

  private Pkey(long address) {
    super("private key", address);
  }

  /**
   * Reads a key from PEM: PKCS#1, SEC1, PKCS#8, each also encrypted. Never asks at a terminal.
   *
   * @param passphrase for an encrypted key; null stands for the empty one
   * @throws OpenSslException if it is none, or the passphrase is not its own
   */
  public static Pkey ofPem(byte[] pem, char @Nullable [] passphrase) throws OpenSslException {
    byte[] secret = utf8(passphrase == null ? new char[0] : passphrase);
    long address;
    List<String> errors;
    try (Arena arena = Arena.ofConfined()) {
      // The default callback of PEM_read_bio_PrivateKey(3) takes u as a NUL-terminated passphrase.
      MemorySegment password = arena.allocate(secret.length + 1L);
      MemorySegment.copy(secret, 0, password, JAVA_BYTE, 0, secret.length);
      MemorySegment text = arena.allocateFrom(JAVA_BYTE, pem);
      long bio = (long) CRYPTO.bioNewBuffer().invokeExact(text.address(), pem.length);
      try {
        address =
            (long)
                CRYPTO
                    .pemReadPrivateKey()
                    .invokeExact(bio, Memory.NULL, Memory.NULL, password.address());
        errors = ErrorQueue.drain();
      } finally {
        int _ = (int) CRYPTO.bioFree().invokeExact(bio);
        password.fill((byte) 0);
        text.fill((byte) 0);
      }
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
    if (address == Memory.NULL) {
      throw new OpenSslException("not a private key that can be read", errors);
    }
    return new Pkey(address);
  }

  /** Another hold on the same key (EVP_PKEY_up_ref(3)), which its owner closes too. */
  public Pkey share() {
    try {
      int _ = (int) CRYPTO.keyShare().invokeExact(address());
      return new Pkey(address());
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  @Override
  void free(long owned) throws Throwable {
    CRYPTO.keyFree().invokeExact(owned);
  }

  private static byte[] utf8(char[] characters) {
    ByteBuffer encoded = ByteBuffer.allocate(characters.length * 3);
    StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(characters), encoded, true);
    byte[] bytes = Arrays.copyOf(encoded.array(), encoded.position());
    Arrays.fill(encoded.array(), (byte) 0);
    return bytes;
  }
}
