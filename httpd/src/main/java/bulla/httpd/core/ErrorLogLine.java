package bulla.httpd.core;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line of an error log in httpd's default ErrorLogFormat: {@code [%{u}t] [%-m:%l] [pid %P:tid
 * %T] %E: [client\ %a] %M ,\ referer\ %{Referer}i}.
 *
 * @param module as it stands in the line: {@code ssl}; empty for none
 * @param level gravity
 * @param error what the system said; null if it said nothing
 * @param client whom it is about; null for nobody
 * @param message with its AH number
 * @param referer the request's Referer; null for none
 */
public record ErrorLogLine(
    String module,
    LogLevel level,
    @Nullable SystemError error,
    @Nullable InetSocketAddress client,
    String message,
    @Nullable String referer) {

  private static final int MESSAGE_LIMIT = 8192;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss.SSSSSS yyyy", Locale.ENGLISH)
          .withZone(ZoneId.systemDefault());

  private static final long PID = ProcessHandle.current().pid();

  /** A message without client, error or referer. */
  public static ErrorLogLine of(String module, LogLevel level, String message) {
    return new ErrorLogLine(module, level, null, null, message, null);
  }

  /** The line with its line feed, of the calling thread. */
  String text(Instant now) {
    StringBuilder line = new StringBuilder(160);
    line.append('[').append(TIME.format(now)).append("] [");
    line.append(module).append(':').append(level.word()).append("] [pid ");
    line.append(PID).append(":tid ").append(Thread.currentThread().threadId()).append("] ");
    if (error != null) {
      line.append(error).append(": ");
    }
    if (client != null) {
      line.append("[client ").append(address(client)).append("] ");
    }
    LogText.escape(message, Math.min(message.length(), MESSAGE_LIMIT), line);
    if (referer != null) {
      line.append(", referer: ");
      LogText.escape(referer, Math.min(referer.length(), MESSAGE_LIMIT), line);
    }
    return line.append('\n').toString();
  }

  private static String address(InetSocketAddress client) {
    InetAddress address = client.getAddress();
    return (address == null ? client.getHostString() : address.getHostAddress())
        + ":"
        + client.getPort();
  }
}
