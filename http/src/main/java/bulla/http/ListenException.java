package bulla.http;

import io.netty.channel.unix.Errors;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** An address cannot be listened on. The message names the address and the reason. */
public final class ListenException extends IOException {
  private static final long serialVersionUID = 1L;

  private static final int EIO = 5;

  private final int number;
  private final String text;

  ListenException(InetSocketAddress address, @Nullable Throwable cause) {
    super("cannot listen on " + address + ": " + reason(cause), cause);
    this.number = cause instanceof Errors.NativeIoException e ? -e.expectedErr() : EIO;
    this.text = reason(cause);
  }

  /** errno(3); EIO where the platform does not tell. */
  public int number() {
    return number;
  }

  /** The system's text for it. */
  public String text() {
    return text;
  }

  /** Without netty's preface: {@code bind(..) failed with error(-98): Address already in use}. */
  private static String reason(@Nullable Throwable cause) {
    String said = cause == null ? "cancelled" : String.valueOf(cause.getMessage());
    int colon = said.lastIndexOf(": ");
    return cause instanceof Errors.NativeIoException && colon >= 0
        ? said.substring(colon + 2)
        : said;
  }
}
