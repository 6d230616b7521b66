package bulla.posix;

import bulla.ffi.Memory;
import java.lang.foreign.Arena;

/** CLOCK_MONOTONIC (clock_gettime(2)), by which a service manager compares moments. */
public final class MonotonicClock {
  private static final int MONOTONIC = 1;

  private MonotonicClock() {}

  /** Now, in microseconds. */
  public static long microseconds() {
    try (Arena arena = Arena.ofConfined()) {
      long time = arena.allocate(16, 8).address();
      Calls.make(
          "clock_gettime",
          errno -> (int) LibC.HANDLES.clockTime().invokeExact(errno, MONOTONIC, time));
      return Memory.pointer(time) * 1_000_000 + Memory.pointer(time + 8) / 1_000;
    } catch (PosixException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
