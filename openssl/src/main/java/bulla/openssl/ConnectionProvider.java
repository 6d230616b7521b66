package bulla.openssl;

import bulla.ffi.Failures;
import bulla.ffi.Memory;
import bulla.ffi.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;

/**
 * OpenSSL's default provider with {@linkplain ConnectionAlgorithms what connections need} of it;
 * see provider(7) and provider-base(7). All it can do is done by the default provider itself, in a
 * library context of its own.
 */
final class ConnectionProvider {

  private static final LibCrypto CRYPTO = LibCrypto.HANDLES;

  private static final String NAME = "bulla";

  /** sizeof(OSSL_DISPATCH): an int and a function, the int padded. */
  private static final int DISPATCH_SIZE = 16;

  /** OSSL_FUNC_PROVIDER_QUERY_OPERATION and OSSL_FUNC_PROVIDER_GET_CAPABILITIES. */
  private static final int QUERY_OPERATION = 1027;

  private static final int GET_CAPABILITIES = 1030;

  private static final long DEFAULT = loadDefault();
  private static final ConnectionAlgorithms ALGORITHMS = new ConnectionAlgorithms(DEFAULT);
  private static final long FUNCTIONS = functions();

  private ConnectionProvider() {}

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
      return ALGORITHMS.of(operation, noCache);
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
