package bulla.posix;

import bulla.ffi.Failures;
import bulla.ffi.Memory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Who this process is (credentials(7)). */
public final class Credentials {
  private static final LibC C = LibC.HANDLES;
  private static final Path THREADS = Path.of("/proc/self/task");

  private Credentials() {}

  /** The effective user's number. */
  public static int effectiveUser() {
    try {
      return (int) C.effectiveUser().invokeExact();
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /** The effective group's number. */
  public static int effectiveGroup() {
    try {
      return (int) C.effectiveGroup().invokeExact();
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /** Whether the process is root. */
  public static boolean root() {
    return effectiveUser() == 0;
  }

  /**
   * Becomes a user for good, with one group and the further groups of the user, in all threads: the
   * C library carries the change to each of them (nptl(7)).
   *
   * @throws PosixException if the system refuses
   * @throws IllegalStateException if it can be undone, or a thread has stayed what it was; the
   *     process must end then
   */
  public static void become(User user, int gid) throws PosixException {
    Calls.make("setgid", errno -> (int) C.setGroup().invokeExact(errno, gid));
    try (Arena arena = Arena.ofConfined()) {
      long name = Memory.place(arena, user.name());
      Calls.make("initgroups", errno -> (int) C.initGroups().invokeExact(errno, name, gid));
    }
    Calls.make("setuid", errno -> (int) C.setUser().invokeExact(errno, user.uid()));
    proveItIsForGood(user.uid(), gid);
  }

  private static void proveItIsForGood(int uid, int gid) {
    if (granted(() -> Calls.make("setuid", e -> (int) C.setUser().invokeExact(e, 0)))) {
      throw new IllegalStateException("the process can become root again");
    }
    if (gid != 0
        && granted(() -> Calls.make("setgid", e -> (int) C.setGroup().invokeExact(e, 0)))) {
      throw new IllegalStateException("the process can have root's group again");
    }
    if (!Files.isDirectory(THREADS)) {
      return;
    }
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
      for (Path thread : threads) {
        List<String> status = Files.readAllLines(thread.resolve("status"));
        if (!four(status, "Uid:", uid) || !four(status, "Gid:", gid)) {
          throw new IllegalStateException(
              "thread " + thread.getFileName() + " has stayed what it was");
        }
      }
    } catch (IOException unreadable) {
      throw new IllegalStateException("cannot see what the threads have become", unreadable);
    }
  }

  @FunctionalInterface
  private interface Attempt {
    long make() throws PosixException;
  }

  private static boolean granted(Attempt attempt) {
    try {
      attempt.make();
      return true;
    } catch (PosixException refused) {
      return false;
    }
  }

  /** Real, effective, saved and file system number (proc_pid_status(5)). */
  private static boolean four(List<String> status, String field, int number) {
    String all = (field + ("\t" + Integer.toUnsignedString(number)).repeat(4));
    return status.contains(all);
  }
}
