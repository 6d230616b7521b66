package bulla.openssl;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import bulla.ffi.Failures;
import bulla.ffi.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * What protects session tickets: AES-CBC and HMAC-SHA-256 in the construction of RFC 5077 4, which
 * SSL_CTX_set_tlsext_ticket_key_evp_cb(3) uses for every version of TLS. Shared by threads.
 */
public final class TicketKey {

  /** Bytes of a key's name. */
  public static final int NAME = 16;

  /** Bytes of a key in the form that servers share: name, HMAC key, AES-128 key. */
  public static final int SHARED = 48;

  private static final LibCrypto CRYPTO = LibCrypto.HANDLES;
  private static final int BLOCK = 16;

  /** OSSL_PARAM(3): key, data type, data, size, size on return. */
  private static final int PARAMETER = 40;

  private static final int UTF8_STRING = 4;
  private static final int OCTET_STRING = 5;

  private final byte[] name;
  private final MemorySegment secrets;
  private final MemorySegment parameters;
  private final long cipher;
  private final int macLength;

  /**
   * A key; its parts are copied.
   *
   * @param name 16 bytes, in clear in every ticket
   * @param mac the HMAC key
   * @param secret the AES key, 16 or 32 bytes
   */
  public TicketKey(byte[] name, byte[] mac, byte[] secret) {
    if (name.length != NAME || (secret.length != 16 && secret.length != 32)) {
      throw new IllegalArgumentException("a ticket key has a name of 16 bytes and an AES key");
    }
    this.name = name.clone();
    macLength = mac.length;
    cipher = secret.length == 16 ? Ciphers.AES_128 : Ciphers.AES_256;
    // The collector frees it when no handshake can use it any more.
    Arena arena = Arena.ofAuto();
    secrets = arena.allocate(mac.length + secret.length);
    MemorySegment.copy(mac, 0, secrets, JAVA_BYTE, 0, mac.length);
    MemorySegment.copy(secret, 0, secrets, JAVA_BYTE, mac.length, secret.length);
    parameters = parameters(arena, secrets.address(), mac.length);
  }

  /** Of the 48 bytes that httpd and nginx read from a file. */
  public static TicketKey shared(byte[] bytes) {
    byte[] mac = Arrays.copyOfRange(bytes, NAME, NAME + 16);
    byte[] secret = Arrays.copyOfRange(bytes, NAME + 16, SHARED);
    try {
      return new TicketKey(Arrays.copyOf(bytes, NAME), mac, secret);
    } finally {
      Arrays.fill(mac, (byte) 0);
      Arrays.fill(secret, (byte) 0);
    }
  }

  /** Whether this is its name. */
  public boolean isNamed(byte[] other) {
    return Arrays.equals(name, other);
  }

  /** Forgets the secrets. Tickets of the key, also those that are read just now, count as bad. */
  public void wipe() {
    secrets.fill((byte) 0);
  }

  /** Upcall: makes ready to protect a ticket. */
  void protect(long nameAt, long vectorAt, long cipherContext, long macContext) throws Throwable {
    Memory.copy(name, nameAt);
    if ((int) CRYPTO.randomBytes().invokeExact(vectorAt, BLOCK) != 1) {
      throw new IllegalStateException("RAND_bytes: " + String.join("; ", ErrorQueue.drain()));
    }
    use(vectorAt, cipherContext, macContext, 1);
  }

  /** Upcall: makes ready to read a ticket. */
  void open(long vectorAt, long cipherContext, long macContext) throws Throwable {
    use(vectorAt, cipherContext, macContext, 0);
  }

  private void use(long vectorAt, long cipherContext, long macContext, int encrypt)
      throws Throwable {
    long secret = secrets.address() + macLength;
    int ready =
        (int)
            CRYPTO
                .cipherInit()
                .invokeExact(cipherContext, cipher, secret, vectorAt, encrypt, Memory.NULL);
    int keyed = (int) CRYPTO.macSetParameters().invokeExact(macContext, parameters.address());
    if (ready != 1 || keyed != 1) {
      throw new IllegalStateException("ticket key: " + String.join("; ", ErrorQueue.drain()));
    }
  }

  /** The OSSL_PARAMs "key" and "digest", and their end. */
  private static MemorySegment parameters(Arena arena, long mac, int macLength) {
    MemorySegment all = arena.allocate(3 * PARAMETER, Long.BYTES);
    long digest = Memory.place(arena, "SHA256");
    put(all.address(), Memory.place(arena, "key"), OCTET_STRING, mac, macLength);
    put(all.address() + PARAMETER, Memory.place(arena, "digest"), UTF8_STRING, digest, 6);
    return all;
  }

  private static void put(long at, long key, int type, long data, long size) {
    Memory.putPointer(at, key);
    Memory.putInteger(at + 8, type);
    Memory.putPointer(at + 16, data);
    Memory.putPointer(at + 24, size);
  }

  /** Fetched once: a handshake would otherwise search the providers. */
  private static final class Ciphers {
    static final long AES_128 = fetch("AES-128-CBC");
    static final long AES_256 = fetch("AES-256-CBC");

    private static long fetch(String algorithm) {
      try (Arena arena = Arena.ofConfined()) {
        long found =
            (long)
                CRYPTO
                    .cipherFetch()
                    .invokeExact(Memory.NULL, Memory.place(arena, algorithm), Memory.NULL);
        if (found == Memory.NULL) {
          throw new IllegalStateException(algorithm + ": " + ErrorQueue.drain());
        }
        return found;
      } catch (Throwable failure) {
        throw Failures.unexpected(failure);
      }
    }
  }
}
