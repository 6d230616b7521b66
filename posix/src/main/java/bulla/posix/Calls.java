package bulla.posix;

import bulla.ffi.Errno;
import bulla.ffi.Failures;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Calls of functions that give a negative number, and errno(3), when they fail. */
final class Calls {
  private Calls() {}

  /** One call; the place of errno is its handle's first argument. */
  @FunctionalInterface
  interface Call {
    long make(MemorySegment errno) throws Throwable;
  }

  /**
   * Makes a call.
   *
   * @throws PosixException if it fails
   */
  static long make(String name, Call call) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      Errno errno = new Errno(arena);
      long result;
      try {
        result = call.make(errno.place());
      } catch (Throwable failure) {
        throw Failures.unexpected(failure);
      }
      if (result < 0) {
        throw new PosixException(name, errno.number());
      }
      return result;
    }
  }
}
