package bulla.openssl;

import bulla.ffi.Failures;
import bulla.ffi.Memory;
import bulla.ffi.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * OpenSSL's default provider, with no other decoders than those of the public keys that sign
 * something in X.509; see provider(7) and provider-base(7). All it can do is done by the default
 * provider itself, in a library context of its own.
 */
final class PublicKeyProvider {

  private static final LibCrypto CRYPTO = LibCrypto.HANDLES;

  private static final String NAME = "bulla";
  private static final Set<String> KEYS = Set.of("RSA", "RSA-PSS", "EC", "ED25519", "ED448", "DSA");
  private static final String INPUT = "input=der";
  private static final String STRUCTURE = "structure=SubjectPublicKeyInfo";

  /** OSSL_OP_DECODER. */
  private static final int DECODER = 21;

  /** sizeof(OSSL_ALGORITHM): names, properties, functions, description. */
  private static final int ALGORITHM_SIZE = 32;

  /** sizeof(OSSL_DISPATCH): an int and a function, the int padded. */
  private static final int DISPATCH_SIZE = 16;

  /** OSSL_FUNC_PROVIDER_QUERY_OPERATION and OSSL_FUNC_PROVIDER_GET_CAPABILITIES. */
  private static final int QUERY_OPERATION = 1027;

  private static final int GET_CAPABILITIES = 1030;

  private static final long DEFAULT = loadDefault();
  private static final long DECODERS = decoders();
  private static final long FUNCTIONS = functions();

  private PublicKeyProvider() {}

  /**
   * A new library context in which this is the only provider; nobody frees it.
   *
   * @throws IllegalStateException if libcrypto will not have it
   */
  static long newContext() {
    try (Arena arena = Arena.ofConfined()) {
      long context = (long) CRYPTO.libraryContextNew().invokeExact();
      long name = Memory.place(arena, NAME);
      long initialize =
          NativeLibrary.upcall(
              MethodHandles.lookup(),
              "initialize",
              "int provider_init(pointer, pointer, pointer, pointer)");
      boolean loaded =
          (int) CRYPTO.providerAdd().invokeExact(context, name, initialize) == 1
              && (long) CRYPTO.providerLoad().invokeExact(context, name) != Memory.NULL;
      if (!loaded) {
        throw new IllegalStateException("no provider: " + String.join("; ", ErrorQueue.drain()));
      }
      return context;
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /** Upcall: OSSL_provider_init_fn. */
  static int initialize(long handle, long in, long out, long providerContext) {
    try {
      Memory.putPointer(out, FUNCTIONS);
      Memory.putPointer(providerContext, (long) CRYPTO.providerContext().invokeExact(DEFAULT));
      return 1;
    } catch (Throwable failure) {
      UpcallFailures.report("provider", failure);
      return 0;
    }
  }

  /** Upcall: which algorithms there are for an operation. */
  static long query(long providerContext, int operation, long noCache) {
    try {
      long all = (long) CRYPTO.providerQuery().invokeExact(DEFAULT, operation, noCache);
      return operation == DECODER ? DECODERS : all;
    } catch (Throwable failure) {
      UpcallFailures.report("provider", failure);
      return Memory.NULL;
    }
  }

  /** Upcall: tells a callback of libssl which groups there are. */
  static int capabilities(long providerContext, long capability, long callback, long argument) {
    try {
      return (int)
          CRYPTO.providerCapabilities().invokeExact(DEFAULT, capability, callback, argument);
    } catch (Throwable failure) {
      UpcallFailures.report("provider", failure);
      return 0;
    }
  }

  private static long loadDefault() {
    try (Arena arena = Arena.ofConfined()) {
      long context = (long) CRYPTO.libraryContextNew().invokeExact();
      long provider =
          (long) CRYPTO.providerLoad().invokeExact(context, Memory.place(arena, "default"));
      if (provider == Memory.NULL) {
        throw new IllegalStateException(
            "no default provider: " + String.join("; ", ErrorQueue.drain()));
      }
      return provider;
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /** An array of OSSL_ALGORITHM, which ends with one that has no name. */
  private static long decoders() {
    try (Arena arena = Arena.ofConfined()) {
      long noCache = arena.allocate(Long.BYTES, Long.BYTES).address();
      long all = (long) CRYPTO.providerQuery().invokeExact(DEFAULT, DECODER, noCache);
      List<byte[]> kept = new ArrayList<>();
      for (long at = all; Memory.pointer(at) != Memory.NULL; at += ALGORITHM_SIZE) {
        List<String> properties =
            List.of(Memory.string(Memory.pointer(at + Long.BYTES)).split(","));
        if (KEYS.contains(Memory.string(Memory.pointer(at)))
            && properties.containsAll(List.of(INPUT, STRUCTURE))) {
          kept.add(Memory.bytes(at, ALGORITHM_SIZE));
        }
      }
      long array =
          Arena.global().allocate((kept.size() + 1L) * ALGORITHM_SIZE, Long.BYTES).address();
      for (int i = 0; i < kept.size(); i++) {
        Memory.copy(kept.get(i), array + (long) i * ALGORITHM_SIZE);
      }
      return array;
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /** An array of OSSL_DISPATCH, which ends with one that has no number. */
  private static long functions() {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    long array = Arena.global().allocate(3L * DISPATCH_SIZE, Long.BYTES).address();
    put(
        array,
        QUERY_OPERATION,
        NativeLibrary.upcall(lookup, "query", "pointer query_operation(pointer, int, pointer)"));
    put(
        array + DISPATCH_SIZE,
        GET_CAPABILITIES,
        NativeLibrary.upcall(
            lookup, "capabilities", "int get_capabilities(pointer, pointer, pointer, pointer)"));
    return array;
  }

  private static void put(long dispatch, int number, long function) {
    Memory.putInteger(dispatch, number);
    Memory.putPointer(dispatch + Long.BYTES, function);
  }
}
