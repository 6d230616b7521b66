package bulla.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request's head as the bytes that came, with the places of its parts. Text is made when it is
 * asked for: most requests are answered without most of their fields.
 *
 * <p>Filled by {@link RequestHeadParser}; not changed after that.
 */
final class RequestHead implements Request {
  /** No Content-Length was sent. */
  static final long NO_LENGTH = -1;

  /** Of each field: start and end of its name, start and end of its value. */
  private static final int PLACES = 4;

  final byte[] bytes;
  int lineEnd;
  int methodEnd;
  int targetStart;
  int targetEnd;
  boolean http11;

  /** Whether it is a request of HTTP/0.9: a method and a target. */
  boolean simple;

  boolean persistent;
  boolean keepAliveAsked;
  boolean chunked;
  boolean continueExpected;
  boolean head;
  long contentLength = NO_LENGTH;

  /** What of it is refused. */
  String offending = "";

  private String version = "HTTP/1.0";
  private int[] places = new int[PLACES * 8];
  private int count;
  private @Nullable String method;
  private @Nullable String target;
  private @Nullable String line;

  RequestHead(byte[] bytes) {
    this.bytes = bytes;
  }

  void addField(int nameStart, int nameEnd, int valueStart, int valueEnd) {
    int at = count * PLACES;
    if (at == places.length) {
      places = Arrays.copyOf(places, at * 2);
    }
    places[at] = nameStart;
    places[at + 1] = nameEnd;
    places[at + 2] = valueStart;
    places[at + 3] = valueEnd;
    count++;
  }

  boolean hasFields() {
    return count > 0;
  }

  void version(boolean isHttp11) {
    http11 = isHttp11;
    version = isHttp11 ? "HTTP/1.1" : "HTTP/1.0";
  }

  void simple() {
    simple = true;
    version = "HTTP/0.9";
  }

  /** Whether the connection may take another request after this one (RFC 9112 9.3). */
  boolean persistent() {
    return persistent;
  }

  @Override
  public String method() {
    String text = method;
    if (text == null) {
      text = knownMethod();
      method = text;
    }
    return text;
  }

  @Override
  public String target() {
    String text = target;
    if (text == null) {
      text = text(targetStart, targetEnd);
      target = text;
    }
    return text;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public String line() {
    String text = line;
    if (text == null) {
      text = text(0, lineEnd);
      line = text;
    }
    return text;
  }

  @Override
  public @Nullable String field(String name) {
    for (int at = 0; at < count * PLACES; at += PLACES) {
      if (Ascii.equalsIgnoreCase(name, bytes, places[at], places[at + 1])) {
        return text(places[at + 2], places[at + 3]);
      }
    }
    return null;
  }

  @Override
  public List<String> fields(String name) {
    List<String> values = new ArrayList<>(1);
    for (int at = 0; at < count * PLACES; at += PLACES) {
      if (Ascii.equalsIgnoreCase(name, bytes, places[at], places[at + 1])) {
        values.add(text(places[at + 2], places[at + 3]));
      }
    }
    return values;
  }

  @Override
  public String offending() {
    return offending;
  }

  @Override
  public boolean hasBody() {
    return chunked || contentLength > 0;
  }

  /** Whether the client says that it takes trailers (RFC 9110 10.1.4). */
  boolean takesTrailers() {
    for (String value : fields("TE")) {
      for (String coding : value.split(",", -1)) {
        if (coding.strip().equalsIgnoreCase("trailers")) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return line();
  }

  private String knownMethod() {
    if (Ascii.equals("GET", bytes, 0, methodEnd)) {
      return "GET";
    }
    if (head) {
      return "HEAD";
    }
    if (Ascii.equals("POST", bytes, 0, methodEnd)) {
      return "POST";
    }
    return text(0, methodEnd);
  }

  /** The bytes from {@code start} to {@code end} as text. */
  String text(int start, int end) {
    return new String(bytes, start, end - start, ISO_8859_1);
  }
}
