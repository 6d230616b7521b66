package bulla.httpd.ssl;

import bulla.ffi.NativeLibrary;
import bulla.ffi.Signature;
import bulla.openssl.SharedLibraries;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the SSL_CTXs of this process as libssl makes and frees them, see
 * CRYPTO_get_ex_new_index(3): exact, whoever holds them.
 */
final class LiveContexts {
  private static final int CLASS_INDEX_SSL_CTX = 1;
  private static final AtomicInteger LIVE = new AtomicInteger();

  private LiveContexts() {}

  /** Starts to count; those that are there already count as none, and then less when they go. */
  static void watch() throws Throwable {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    Library library =
        NativeLibrary.bind(
            Library.class, lookup, SharedLibraries.crypto(), IllegalStateException::new);
    String signature = "(pointer, pointer, pointer, int, long, pointer)";
    int index =
        (int)
            library
                .newIndex()
                .invokeExact(
                    CLASS_INDEX_SSL_CTX,
                    0L,
                    0L,
                    NativeLibrary.upcall(lookup, "made", "void new_func" + signature),
                    0L,
                    NativeLibrary.upcall(lookup, "freed", "void free_func" + signature));
    if (index < 0) {
      throw new IllegalStateException("CRYPTO_get_ex_new_index");
    }
  }

  static int count() {
    return LIVE.get();
  }

  static void made(long parent, long pointer, long data, int index, long number, long argument) {
    LIVE.incrementAndGet();
  }

  static void freed(long parent, long pointer, long data, int index, long number, long argument) {
    LIVE.decrementAndGet();
  }

  record Library(
      @Signature("int CRYPTO_get_ex_new_index(int, long, pointer, pointer, pointer, pointer)")
          MethodHandle newIndex) {}
}
