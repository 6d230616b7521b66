package bulla.http;

import java.util.Set;

/**
 * How a request's head must be written (httpd's HttpProtocolOptions).
 *
 * @param strict whether RFC 9112's grammar holds; if not, what {@link LenientHead} mends passes,
 *     which another reader of the same bytes may understand otherwise
 * @param http09 whether a request line without a version is a request, of HTTP/0.9
 * @param methods the methods that there are; empty for whatever a client makes up
 */
public record Syntax(boolean strict, boolean http09, Set<String> methods) {
  /** RFC 9112, any method. */
  public static final Syntax STRICT = new Syntax(true, false, Set.of());

  public Syntax {
    methods = Set.copyOf(methods);
  }
}
