package bulla.posix;

import bulla.ffi.Memory;
import java.lang.foreign.Arena;

/** What a descriptor is that another process has opened (socket(7)). */
public final class ListeningSocket {
  private static final int SOL_SOCKET = 1;
  private static final int SO_TYPE = 3;
  private static final int SO_ACCEPTCONN = 30;
  private static final int SO_DOMAIN = 39;
  private static final int SOCK_STREAM = 1;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;

  private ListeningSocket() {}

  /** Whether it is a TCP socket that listens; false for what is no socket, or not open. */
  public static boolean is(int descriptor) {
    try {
      int domain = option(descriptor, SO_DOMAIN);
      return (domain == AF_INET || domain == AF_INET6)
          && option(descriptor, SO_TYPE) == SOCK_STREAM
          && option(descriptor, SO_ACCEPTCONN) == 1;
    } catch (PosixException noSocket) {
      return false;
    }
  }

  private static int option(int descriptor, int name) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      long value = arena.allocate(4, 4).address();
      long length = arena.allocate(4, 4).address();
      Memory.putInteger(length, 4);
      Calls.make(
          "getsockopt",
          errno ->
              (int)
                  LibC.HANDLES
                      .socketOption()
                      .invokeExact(errno, descriptor, SOL_SOCKET, name, value, length));
      return Memory.integer(value);
    }
  }
}
