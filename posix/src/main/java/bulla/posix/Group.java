package bulla.posix;

import bulla.ffi.Failures;
import bulla.ffi.Memory;
import java.lang.foreign.Arena;
import java.util.Optional;

/**
 * A group of this machine.
 *
 * @param gid the group's number
 */
public record Group(String name, int gid) {
  /** A group lists its members; this is enough for some ten thousand. */
  private static final int ENTRY = 256 << 10;

  /** struct group (getgrnam(3)): name, password, gid, members. */
  private static final int GROUP = 32;

  private static final int GID = 16;

  /** The group of that name. */
  public static Optional<Group> named(String name) {
    try (Arena arena = Arena.ofConfined()) {
      long group = arena.allocate(GROUP, 8).address();
      long texts = arena.allocate(ENTRY).address();
      long found = arena.allocate(8, 8).address();
      long wanted = Memory.place(arena, name);
      int _ =
          (int) LibC.HANDLES.groupByName().invokeExact(wanted, group, texts, (long) ENTRY, found);
      return Memory.pointer(found) == Memory.NULL
          ? Optional.empty()
          : Optional.of(new Group(name, Memory.integer(group + GID)));
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }
}
