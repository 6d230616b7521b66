package bulla.openssl;

import bulla.ffi.Failures;
import bulla.ffi.Memory;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;

/**
 * Which algorithms of OpenSSL's default provider connections need: those of TLS, of X.509, of
 * tickets and of the random generator; see provider-base(7). For each public key that it reads,
 * OpenSSL 3.0 goes through all decoders of a library context once and copies the list of all its
 * algorithms.
 */
final class ConnectionAlgorithms {

  private static final LibCrypto CRYPTO = LibCrypto.HANDLES;

  // OSSL_OP_*.
  private static final int CIPHER = 2;
  private static final int MAC = 3;
  private static final int KDF = 4;
  private static final int KEYMGMT = 10;
  private static final int KEYEXCH = 11;
  private static final int SIGNATURE = 12;
  private static final int DECODER = 21;
  private static final int OPERATIONS = 32;

  /** sizeof(OSSL_ALGORITHM): names, properties, functions, description. */
  private static final int ALGORITHM_SIZE = 32;

  /** Those of the cipher suites, for tickets, and what CTR-DRBG is made of. */
  private static final Pattern CIPHERS =
      Pattern.compile(
          "NULL|CHACHA20-POLY1305|DES-EDE3-CBC|CAMELLIA-(128|256)-CBC|ARIA-(128|256)-GCM"
              + "|AES-(128|256)-(CBC|GCM|CCM|CTR|ECB|CBC-HMAC-SHA1|CBC-HMAC-SHA256)",
          Pattern.CASE_INSENSITIVE);

  private static final Set<String> DERIVATIONS = Set.of("HKDF", "TLS13-KDF", "TLS1-PRF");

  /** Derivations and MACs by way of EVP_PKEY, which libssl does without. */
  private static final Set<String> NO_KEYS =
      Set.of("HKDF", "TLS1-PRF", "SCRYPT", "SIPHASH", "POLY1305", "CMAC");

  private static final Set<String> PUBLIC_KEYS =
      Set.of("RSA", "RSA-PSS", "EC", "ED25519", "ED448", "DSA");

  private static final List<String> PUBLIC_KEY_IN_DER =
      List.of("input=der", "structure=SubjectPublicKeyInfo");

  /** By operation, what is kept of it, by name and properties; all where there is nothing here. */
  private static final Map<Integer, BiPredicate<String, List<String>>> KEPT =
      Map.of(
          CIPHER, (name, _) -> CIPHERS.matcher(name).matches(),
          MAC, (name, _) -> name.equals("HMAC"),
          KDF, (name, _) -> DERIVATIONS.contains(name),
          KEYMGMT, (name, _) -> !NO_KEYS.contains(name),
          KEYEXCH, (name, _) -> !NO_KEYS.contains(name),
          SIGNATURE, (name, _) -> !NO_KEYS.contains(name),
          DECODER,
              (name, properties) ->
                  PUBLIC_KEYS.contains(name) && properties.containsAll(PUBLIC_KEY_IN_DER));

  private final long provider;
  private final long[] kept = new long[OPERATIONS];

  /** Of a default provider that stays loaded. */
  ConnectionAlgorithms(long provider) {
    this.provider = provider;
    KEPT.forEach((operation, wanted) -> kept[operation] = keep(operation, wanted));
  }

  /** An array of OSSL_ALGORITHM, which nobody frees; NULL if there is none for the operation. */
  long of(int operation, long noCache) throws Throwable {
    long few = operation < OPERATIONS ? kept[operation] : Memory.NULL;
    if (few == Memory.NULL) {
      return (long) CRYPTO.providerQuery().invokeExact(provider, operation, noCache);
    }
    Memory.putInteger(noCache, 0);
    return few;
  }

  private long keep(int operation, BiPredicate<String, List<String>> wanted) {
    List<byte[]> entries = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      long noCache = arena.allocate(Long.BYTES, Long.BYTES).address();
      long all = (long) CRYPTO.providerQuery().invokeExact(provider, operation, noCache);
      for (long at = all; Memory.pointer(at) != Memory.NULL; at += ALGORITHM_SIZE) {
        String[] names = Memory.string(Memory.pointer(at)).split(":");
        String properties = Memory.string(Memory.pointer(at + Long.BYTES));
        if (wanted.test(names[0], List.of(properties.split(",")))) {
          entries.add(Memory.bytes(at, ALGORITHM_SIZE));
        }
      }
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
    // It ends with an entry that has no name.
    long array =
        Arena.global().allocate((entries.size() + 1L) * ALGORITHM_SIZE, Long.BYTES).address();
    for (int i = 0; i < entries.size(); i++) {
      Memory.copy(entries.get(i), array + (long) i * ALGORITHM_SIZE);
    }
    return array;
  }
}
