package bulla.pki;

import java.util.HexFormat;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What was given is not what its format demands. The text names what was expected and what came.
 */
public class MalformedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN_OCTETS = 8;

  /** A malformed thing that is described by {@code message}. */
  public MalformedException(String message) {
    super(message);
  }

  /** A malformed thing that is described by {@code message}, seen through {@code cause}. */
  public MalformedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Runs a decoder over octets and turns whatever it trips over into this exception: decoders of
   * ASN.1 meet hostile input with class cast, state and arithmetic exceptions of every kind.
   */
  static <T> T decoding(String expected, byte[] octets, Callable<T> decoder) {
    try {
      return decoder.call();
    } catch (MalformedException e) {
      throw e;
    } catch (Exception | StackOverflowError e) {
      throw new MalformedException(
          "expected " + expected + ", got " + describe(octets) + ": " + reason(e), e);
    }
  }

  private static String describe(byte[] octets) {
    if (octets.length == 0) {
      return "nothing";
    }
    int shown = Math.min(octets.length, SHOWN_OCTETS);
    return octets.length
        + " octets beginning with "
        + HexFormat.ofDelimiter(" ").withUpperCase().formatHex(octets, 0, shown);
  }

  private static String reason(Throwable e) {
    String message = e.getMessage();
    return message == null || message.isEmpty() ? "it cannot be decoded" : message;
  }
}
