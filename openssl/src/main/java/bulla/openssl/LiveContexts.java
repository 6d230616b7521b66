package bulla.openssl;

import bulla.ffi.Failures;
import bulla.ffi.Memory;
import bulla.ffi.NativeLibrary;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the SSL_CTXs of this process as libssl makes and frees them, see
 * CRYPTO_get_ex_new_index(3): whoever holds them, a connection whose host is gone as well. Costs
 * connections nothing.
 */
final class LiveContexts {
  private static final int CLASS_INDEX_SSL_CTX = 1;
  private static final String SIGNATURE = "(pointer, pointer, pointer, int, long, pointer)";

  // libssl calls back without a word on who asked, and the process has one libssl.
  private static final AtomicInteger LIVE = new AtomicInteger();

  private LiveContexts() {}

  /** Starts to count. Once, before there is any. */
  static void watch() {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    try {
      int index =
          (int)
              LibCrypto.HANDLES
                  .getExNewIndex()
                  .invokeExact(
                      CLASS_INDEX_SSL_CTX,
                      0L,
                      Memory.NULL,
                      NativeLibrary.upcall(lookup, "made", "void new_func" + SIGNATURE),
                      Memory.NULL,
                      NativeLibrary.upcall(lookup, "freed", "void free_func" + SIGNATURE));
      if (index < 0) {
        throw new IllegalStateException(
            "CRYPTO_get_ex_new_index: " + String.join("; ", ErrorQueue.drain()));
      }
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
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
}
