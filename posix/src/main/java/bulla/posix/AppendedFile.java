package bulla.posix;

import bulla.ffi.Memory;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/** A file that is open to be appended to, to take the place of standard error. */
public final class AppendedFile implements AutoCloseable {
  private static final int STANDARD_ERROR = 2;
  private static final int O_WRONLY = 0x1;
  private static final int O_CREAT = 0x40;
  private static final int O_APPEND = 0x400;
  private static final int O_CLOEXEC = 0x80000;
  private static final int MODE = 0644;

  private final int descriptor;

  private AppendedFile(int descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Opens a file, or makes it, see open(2).
   *
   * @throws PosixException if it cannot be opened
   */
  public static AppendedFile open(Path file) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      long name = Memory.place(arena, file.toString());
      int flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC;
      return new AppendedFile(
          (int)
              Calls.make(
                  "open",
                  errno -> (int) LibC.HANDLES.open().invokeExact(errno, name, flags, MODE)));
    }
  }

  /**
   * Has everything that is written to standard error from now on appended to the file, see dup2(2):
   * what Java writes, and what the Java machine, libraries and child processes do.
   */
  public void becomeStandardError() throws PosixException {
    Calls.make(
        "dup2",
        errno -> (int) LibC.HANDLES.duplicate().invokeExact(errno, descriptor, STANDARD_ERROR));
  }

  @Override
  public void close() throws PosixException {
    Calls.make("close", errno -> (int) LibC.HANDLES.close().invokeExact(errno, descriptor));
  }
}
