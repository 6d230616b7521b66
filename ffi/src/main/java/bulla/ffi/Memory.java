package bulla.ffi;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/** Reads and writes native memory by its address. */
public final class Memory {

  public static final long NULL = 0;

  /** All of the address space: addresses come from libssl and are trusted as libssl is. */
  private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private Memory() {}

  public static byte[] bytes(long address, int length) {
    byte[] copy = new byte[length];
    MemorySegment.copy(ALL, JAVA_BYTE, address, copy, 0, length);
    return copy;
  }

  public static void copy(byte[] from, long toAddress) {
    MemorySegment.copy(from, 0, ALL, JAVA_BYTE, toAddress, from.length);
  }

  /** A NUL-terminated string in UTF-8; the empty string for a null pointer. */
  public static String string(long address) {
    return address == NULL ? "" : ALL.getString(address);
  }

  public static int unsignedByte(long address) {
    return ALL.get(JAVA_BYTE, address) & 0xff;
  }

  public static int integer(long address) {
    return ALL.get(JAVA_INT_UNALIGNED, address);
  }

  public static long pointer(long address) {
    return ALL.get(JAVA_LONG_UNALIGNED, address);
  }

  public static void putByte(long address, int value) {
    ALL.set(JAVA_BYTE, address, (byte) value);
  }

  public static void putInteger(long address, int value) {
    ALL.set(JAVA_INT_UNALIGNED, address, value);
  }

  public static void putPointer(long address, long value) {
    ALL.set(JAVA_LONG_UNALIGNED, address, value);
  }

  /** Copies bytes to memory that lives as long as the arena does. */
  public static long place(Arena arena, byte[] bytes) {
    return arena.allocateFrom(JAVA_BYTE, bytes).address();
  }

  /** Copies a string, NUL-terminated. */
  public static long place(SegmentAllocator arena, String text) {
    return arena.allocateFrom(text).address();
  }
}
