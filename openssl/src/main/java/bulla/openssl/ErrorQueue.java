package bulla.openssl;

import bulla.ffi.Failures;
import bulla.ffi.Memory;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/**
 * The calling thread's error queue, see ERR_get_error(3).
 *
 * <p>It must be empty before each call whose result SSL_get_error(3) explains, so whoever leaves
 * something in it takes it out again.
 */
final class ErrorQueue {

  private static final LibCrypto CRYPTO = LibCrypto.HANDLES;
  private static final int TEXT_LENGTH = 256;

  /** ERR_TXT_STRING: the data is text. */
  private static final int TEXT = 2;

  private ErrorQueue() {}

  /**
   * Takes everything out, oldest first, each entry in ERR_error_string_n(3)'s form with its data in
   * parentheses: {@code error:0480006C:PEM routines::no start line (Expecting: ...)}.
   */
  static List<String> drain() {
    List<String> lines = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      long text = arena.allocate(TEXT_LENGTH).address();
      long data = arena.allocate(Long.BYTES, Long.BYTES).address();
      long flags = arena.allocate(Integer.BYTES, Integer.BYTES).address();
      while (true) {
        long error =
            (long)
                CRYPTO
                    .errGetErrorAll()
                    .invokeExact(Memory.NULL, Memory.NULL, Memory.NULL, data, flags);
        if (error == 0) {
          return lines;
        }
        CRYPTO.errErrorString().invokeExact(error, text, (long) TEXT_LENGTH);
        String detail =
            (Memory.integer(flags) & TEXT) != 0 ? Memory.string(Memory.pointer(data)) : "";
        lines.add(Memory.string(text) + (detail.isEmpty() ? "" : " (" + detail + ")"));
      }
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /** An error's text in the form of {@link #drain}. */
  static String text(long error) {
    try (Arena arena = Arena.ofConfined()) {
      long text = arena.allocate(TEXT_LENGTH).address();
      CRYPTO.errErrorString().invokeExact(error, text, (long) TEXT_LENGTH);
      return Memory.string(text);
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  static void clear() {
    try {
      CRYPTO.errClearError().invokeExact();
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }
}
