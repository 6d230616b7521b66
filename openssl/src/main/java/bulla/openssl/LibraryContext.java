package bulla.openssl;

import bulla.ffi.Failures;
import bulla.ffi.Memory;
import bulla.ffi.NativeLibrary;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;

/**
 * The OSSL_LIB_CTX(3) that connections live in.
 *
 * <p>OpenSSL 3.0 and 3.1 go through all decoders that a context has, by name, for each public key
 * they read, and copy the list of all algorithms, which takes longer than reading it. So
 * connections get a context that has but what they need. 3.2 remembers which decoders a key needs,
 * and a configuration that loads providers of its own (FIPS, a hardware token) means them for
 * connections too: there it is the default context.
 *
 * <p>No thread's own default is changed, so a session's certificate, for which d2i_SSL_SESSION(3)
 * takes no context, is read in the common one: on a thread with another default, libcrypto would no
 * longer find the functions that belong to ex_data.
 */
final class LibraryContext {

  private static final LibCrypto CRYPTO = LibCrypto.HANDLES;
  private static final long REMEMBERS_DECODERS = 0x30200000L;

  // Names of the providers that are loaded, as long as the one call runs that collects them.
  private static final List<String> LOADED = new ArrayList<>();

  private static final long CONNECTIONS = connections();

  private LibraryContext() {}

  /** The context of connections, NULL for the default one. */
  static long ofConnections() {
    return CONNECTIONS;
  }

  private static long connections() {
    try {
      long version = (long) CRYPTO.openSslVersionNumber().invokeExact();
      boolean slow = version < REMEMBERS_DECODERS;
      return slow && onlyDefaultProvider() ? ConnectionProvider.newContext() : Memory.NULL;
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  private static boolean onlyDefaultProvider() throws Throwable {
    long collect =
        NativeLibrary.upcall(MethodHandles.lookup(), "loaded", "int loaded(pointer, pointer)");
    int _ = (int) CRYPTO.providerDoAll().invokeExact(Memory.NULL, collect, Memory.NULL);
    boolean only = LOADED.equals(List.of("default"));
    LOADED.clear();
    return only;
  }

  /** Upcall: a provider that is loaded. */
  static int loaded(long provider, long argument) {
    try {
      LOADED.add(Memory.string((long) CRYPTO.providerName().invokeExact(provider)));
      return 1;
    } catch (Throwable failure) {
      UpcallFailures.report("provider", failure);
      return 0;
    }
  }
}
