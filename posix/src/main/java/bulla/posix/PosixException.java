package bulla.posix;

import bulla.ffi.Failures;
import bulla.ffi.Memory;
import java.io.IOException;

/** The system refused a call. */
public final class PosixException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int number;
  private final String text;

  PosixException(String call, int number) {
    this(call, number, text(number));
  }

  private PosixException(String call, int number, String text) {
    super(call + ": (" + number + ")" + text);
    this.number = number;
    this.text = text;
  }

  /** errno(3). */
  public int number() {
    return number;
  }

  /** strerror(3) of the number. */
  public String text() {
    return text;
  }

  private static String text(int number) {
    try {
      return Memory.string((long) LibC.HANDLES.errorText().invokeExact(number));
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }
}
