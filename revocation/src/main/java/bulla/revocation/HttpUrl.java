package bulla.revocation;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * A place that is asked over plain HTTP.
 *
 * @param host a name or address, an IPv6 one without brackets
 * @param port 80 if the URL names none
 * @param path with the query, {@code /} if the URL has none
 */
public record HttpUrl(String host, int port, String path) {
  /**
   * Reads a URL; empty unless its scheme is {@code http} and it names a host. OCSP is signed and
   * needs no TLS; a responder behind https would need revocation checks of its own.
   */
  public static Optional<HttpUrl> of(String text) {
    try {
      URI uri = new URI(text.strip());
      String host = uri.getHost();
      if (!"http".equals(uri.getScheme()) || host == null || uri.getPort() > 0xffff) {
        return Optional.empty();
      }
      String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
      String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
      String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
      return Optional.of(new HttpUrl(bare, uri.getPort() < 0 ? 80 : uri.getPort(), path + query));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** As a URL, its port always written. */
  public String text() {
    return "http://" + hostPort() + path;
  }

  /** {@code host:port}, as httpd sends it in Host and names it in its log. */
  public String hostPort() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
