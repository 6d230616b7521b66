package bulla.openssl;

import bulla.ffi.Memory;
import bulla.ffi.NativeLibrary;
import bulla.ffi.Signature;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts libcrypto's allocations, see CRYPTO_set_mem_functions(3): exact, where the process's own
 * heap also holds what the JVM takes and gives back as it likes. Only for a process of its own, and
 * before anything else of libcrypto is used.
 */
final class CountedHeap {

  private static final AtomicLong OUTSTANDING = new AtomicLong();
  private static final MethodHandle MALLOC = libc("malloc", "pointer malloc(long)");
  private static final MethodHandle REALLOC = libc("realloc", "pointer realloc(pointer, long)");
  private static final MethodHandle FREE = libc("free", "void free(pointer)");

  /** OPENSSL_INIT_NO_ATEXIT: no clean-up may call back when the JVM is gone. */
  private static final long NO_ATEXIT = 0x80000;

  private CountedHeap() {}

  static void install() throws Throwable {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    Hooks hooks =
        NativeLibrary.bind(
            Hooks.class, lookup, SharedLibraries.crypto(), OpenSslUnavailableException::missing);
    int installed =
        (int)
            hooks
                .setMemoryFunctions()
                .invokeExact(
                    NativeLibrary.upcall(lookup, "malloc", "pointer malloc_fn(long, pointer, int)"),
                    NativeLibrary.upcall(
                        lookup, "realloc", "pointer realloc_fn(pointer, long, pointer, int)"),
                    NativeLibrary.upcall(lookup, "free", "void free_fn(pointer, pointer, int)"));
    int initialised = (int) hooks.init().invokeExact(NO_ATEXIT, Memory.NULL);
    if (installed != 1 || initialised != 1) {
      throw new IllegalStateException("libcrypto was in use before");
    }
  }

  /** How many allocations have not been freed. */
  static long outstanding() {
    return OUTSTANDING.get();
  }

  static long malloc(long size, long file, int line) {
    OUTSTANDING.incrementAndGet();
    try {
      return (long) MALLOC.invokeExact(size);
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  static long realloc(long address, long size, long file, int line) {
    if (address == Memory.NULL) {
      OUTSTANDING.incrementAndGet();
    }
    try {
      return (long) REALLOC.invokeExact(address, size);
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  static void free(long address, long file, int line) {
    if (address != Memory.NULL) {
      OUTSTANDING.decrementAndGet();
    }
    try {
      FREE.invokeExact(address);
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  private static MethodHandle libc(String name, String signature) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().find(name).orElseThrow(), NativeLibrary.descriptor(signature));
  }

  record Hooks(
      @Signature("int CRYPTO_set_mem_functions(pointer, pointer, pointer)")
          MethodHandle setMemoryFunctions,
      @Signature("int OPENSSL_init_crypto(long, pointer)") MethodHandle init) {}
}
