package bulla.posix;

import bulla.ffi.Memory;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** A TCP socket that another process has opened and handed to this one (socket(7)). */
public final class ListeningSocket {
  private static final int SOL_SOCKET = 1;
  private static final int SO_TYPE = 3;
  private static final int SO_ACCEPTCONN = 30;
  private static final int SOCK_STREAM = 1;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int O_NONBLOCK = 0x800;

  /** struct sockaddr_in6, the longer one. */
  private static final int ADDRESS = 28;

  private ListeningSocket() {}

  /**
   * Where a descriptor listens; empty for what is no TCP socket, does not listen, or is not open.
   * From then on it does not block.
   */
  public static Optional<InetSocketAddress> at(int descriptor) {
    try {
      if (option(descriptor, SO_TYPE) != SOCK_STREAM || option(descriptor, SO_ACCEPTCONN) != 1) {
        return Optional.empty();
      }
      Optional<InetSocketAddress> address = address(descriptor);
      if (address.isPresent()) {
        doNotBlock(descriptor);
      }
      return address;
    } catch (PosixException noSocket) {
      return Optional.empty();
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

  /** The family, the port in network order; then 4 octets, or a flow number and 16 octets. */
  private static Optional<InetSocketAddress> address(int descriptor) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      long address = arena.allocate(ADDRESS, 4).address();
      long length = arena.allocate(4, 4).address();
      Memory.putInteger(length, ADDRESS);
      Calls.make(
          "getsockname",
          errno -> (int) LibC.HANDLES.socketName().invokeExact(errno, descriptor, address, length));
      int family = Memory.unsignedByte(address) | Memory.unsignedByte(address + 1) << 8;
      int port = Memory.unsignedByte(address + 2) << 8 | Memory.unsignedByte(address + 3);
      return switch (family) {
        case AF_INET -> Optional.of(at(Memory.bytes(address + 4, 4), port));
        case AF_INET6 -> Optional.of(at(Memory.bytes(address + 8, 16), port));
        default -> Optional.empty();
      };
    }
  }

  private static InetSocketAddress at(byte[] address, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address), port);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static void doNotBlock(int descriptor) throws PosixException {
    int flags =
        (int)
            Calls.make(
                "fcntl",
                errno -> (int) LibC.HANDLES.control().invokeExact(errno, descriptor, F_GETFL, 0));
    Calls.make(
        "fcntl",
        errno ->
            (int)
                LibC.HANDLES.control().invokeExact(errno, descriptor, F_SETFL, flags | O_NONBLOCK));
  }
}
