package bulla.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.VarHandle;

/**
 * The place where errno(3) is kept for a caller before the Java machine can change it. One call at
 * a time; lives as long as the arena that it was made in.
 */
public final class Errno {
  static final Linker.Option CAPTURED = Linker.Option.captureCallState("errno");

  private static final StructLayout LAYOUT = Linker.Option.captureStateLayout();
  private static final VarHandle NUMBER = LAYOUT.varHandle(PathElement.groupElement("errno"));

  private final MemorySegment place;

  /** Makes a place. */
  public Errno(Arena arena) {
    this.place = arena.allocate(LAYOUT);
  }

  /** The first argument of a function that {@link SetsErrno}. */
  public MemorySegment place() {
    return place;
  }

  /** The number that the last such call left; means something only if that call failed. */
  public int number() {
    return (int) NUMBER.get(place, 0L);
  }
}
