package bulla.http;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request's head as it came in a field block: what HTTP/1 would have had in its request line, and
 * the field lines, {@code :authority} as Host. Immutable.
 *
 * @param head whether the method is HEAD
 * @param parts names and values in turn; names are lower case
 * @param contentLength {@link RequestHead#NO_LENGTH} if none was sent
 * @param hasBody whether DATA may follow
 * @param continueExpected whether the client waits for 100 (Continue)
 * @param takesTrailers whether the client takes trailers
 */
record Http2Request(
    String method,
    String target,
    boolean head,
    AsciiString[] parts,
    long contentLength,
    boolean hasBody,
    boolean continueExpected,
    boolean takesTrailers)
    implements Request {

  private static final String VERSION = "HTTP/2.0";
  private static final String COOKIE = "cookie";

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public String line() {
    return method + ' ' + target + ' ' + VERSION;
  }

  @Override
  public @Nullable String field(String name) {
    for (int at = 0; at < parts.length; at += 2) {
      if (parts[at].contentEqualsIgnoreCase(name)) {
        return parts[at].length() == COOKIE.length() && parts[at].contentEquals(COOKIE)
            ? cookies(at)
            : parts[at + 1].toString();
      }
    }
    return null;
  }

  @Override
  public List<String> fields(String name) {
    if (name.equalsIgnoreCase(COOKIE)) {
      String cookies = field(name);
      return cookies == null ? List.of() : List.of(cookies);
    }
    List<String> values = new ArrayList<>(2);
    for (int at = 0; at < parts.length; at += 2) {
      if (parts[at].contentEqualsIgnoreCase(name)) {
        values.add(parts[at + 1].toString());
      }
    }
    return values;
  }

  /** Cookies may come one by one, to be compressed better, and are one field (RFC 9113 8.2.3). */
  private String cookies(int first) {
    String all = parts[first + 1].toString();
    for (int at = first + 2; at < parts.length; at += 2) {
      if (parts[at].contentEquals(COOKIE)) {
        all = all + "; " + parts[at + 1];
      }
    }
    return all;
  }

  @Override
  public String toString() {
    return line();
  }
}
