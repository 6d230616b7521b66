package bulla.tls;

import bulla.ffi.NativeLibrary;
import bulla.ffi.Signature;
import bulla.openssl.SharedLibraries;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/** Looks into the calling thread's queue of OpenSSL errors and leaves it as it is. */
record ErrorQueues(@Signature("long ERR_peek_error()") MethodHandle peek) {

  private static final ErrorQueues HANDLES =
      NativeLibrary.bind(
          ErrorQueues.class,
          MethodHandles.lookup(),
          SharedLibraries.crypto(),
          missing -> new IllegalStateException(missing));

  /** The oldest error, 0 for none, see ERR_peek_error(3). */
  static long oldest() {
    try {
      return (long) HANDLES.peek.invokeExact();
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }
}
