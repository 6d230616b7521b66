package bulla.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request's head. Immutable once delivered; field names compare without case. */
public interface Request {
  /** The method as sent. */
  String method();

  /** The request target as sent (RFC 9112 3.2). */
  String target();

  /** {@code HTTP/1.0}, {@code HTTP/1.1} or {@code HTTP/2.0}, as httpd writes them. */
  String version();

  /** The request line as it was sent, for logs: {@code GET / HTTP/1.1}. */
  String line();

  /** The first value of a field, or null. */
  @Nullable String field(String name);

  /** All values of a field, in order. */
  List<String> fields(String name);

  /** What of the head a {@link Refusal} is about; empty where it is about no part of it. */
  default String offending() {
    return "";
  }

  /** Whether a body follows: Content-Length above 0, or Transfer-Encoding. */
  boolean hasBody();
}
