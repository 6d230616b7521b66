package bulla.posix;

import bulla.ffi.Failures;
import bulla.ffi.Memory;
import java.lang.foreign.Arena;
import java.util.Optional;

/**
 * A user of this machine, from wherever nsswitch.conf(5) has users looked up.
 *
 * @param uid the user's number
 * @param gid the number of the group that passwd(5) names
 */
public record User(String name, int uid, int gid) {
  /** More than any entry that is meant in earnest. */
  private static final int ENTRY = 64 << 10;

  /** struct passwd (getpwnam(3)): name, password, uid, gid, gecos, home, shell. */
  private static final int PASSWD = 48;

  private static final int UID = 16;
  private static final int GID = 20;

  /** The user of that name. */
  public static Optional<User> named(String name) {
    try (Arena arena = Arena.ofConfined()) {
      Entry entry = new Entry(arena);
      long wanted = Memory.place(arena, name);
      int _ =
          (int)
              LibC.HANDLES
                  .userByName()
                  .invokeExact(wanted, entry.passwd, entry.texts, (long) ENTRY, entry.found);
      return entry.user();
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /** The user of that number. */
  public static Optional<User> numbered(int uid) {
    try (Arena arena = Arena.ofConfined()) {
      Entry entry = new Entry(arena);
      int _ =
          (int)
              LibC.HANDLES
                  .userByNumber()
                  .invokeExact(uid, entry.passwd, entry.texts, (long) ENTRY, entry.found);
      return entry.user();
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /** Where the lookups leave what they find. */
  private static final class Entry {
    final long passwd;
    final long texts;
    final long found;

    Entry(Arena arena) {
      passwd = arena.allocate(PASSWD, 8).address();
      texts = arena.allocate(ENTRY).address();
      found = arena.allocate(8, 8).address();
    }

    Optional<User> user() {
      return Memory.pointer(found) == Memory.NULL
          ? Optional.empty()
          : Optional.of(
              new User(
                  Memory.string(Memory.pointer(passwd)),
                  Memory.integer(passwd + UID),
                  Memory.integer(passwd + GID)));
    }
  }
}
