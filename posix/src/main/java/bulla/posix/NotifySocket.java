package bulla.posix;

import bulla.ffi.Memory;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;

/**
 * The datagram socket on which a service manager hears of its services (sd_notify(3)). Thread-safe.
 *
 * @param address a path, or {@code @} and a name in the abstract namespace (unix(7))
 */
public record NotifySocket(String address) {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int MSG_NOSIGNAL = 0x4000;

  /** struct sockaddr_un: the family, then this many bytes of name. */
  private static final int FAMILY = 2;

  private static final int LONGEST = 108;

  /** Whether it is an address that can be sent to at all: sd_notify(3) knows no relative paths. */
  public boolean valid() {
    int length = address.getBytes(StandardCharsets.UTF_8).length;
    return (address.startsWith("/") || address.startsWith("@")) && length > 1 && length < LONGEST;
  }

  /**
   * Sends a notice.
   *
   * @param notice lines of {@code NAME=value}
   * @throws PosixException if nobody is there to hear it
   */
  public void send(String notice) throws PosixException {
    byte[] name = address.getBytes(StandardCharsets.UTF_8);
    if (name[0] == '@') {
      name[0] = 0;
    }
    byte[] text = notice.getBytes(StandardCharsets.UTF_8);
    int socket =
        (int)
            Calls.make(
                "socket",
                errno ->
                    (int) LibC.HANDLES.socket().invokeExact(errno, AF_UNIX, SOCK_DGRAM_CLOEXEC, 0));
    try (Arena arena = Arena.ofConfined()) {
      // Zeroed, so that a path ends with a NUL; an abstract name ends with its length alone.
      long to = arena.allocate(FAMILY + LONGEST, 2).address();
      Memory.putByte(to, AF_UNIX);
      Memory.copy(name, to + FAMILY);
      int length = FAMILY + name.length + (name[0] == 0 ? 0 : 1);
      long from = Memory.place(arena, text);
      Calls.make(
          "sendto",
          errno ->
              (long)
                  LibC.HANDLES
                      .sendTo()
                      .invokeExact(
                          errno, socket, from, (long) text.length, MSG_NOSIGNAL, to, length));
    } finally {
      Calls.make("close", errno -> (int) LibC.HANDLES.close().invokeExact(errno, socket));
    }
  }
}
