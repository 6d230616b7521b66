package bulla.cfssl;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;

/** CFSSL's notation for servers: a comma list, each {@code [scheme://]host[:port]}. */
final class Remotes {
  private static final int DEFAULT_PORT = 8888;

  private Remotes() {}

  /**
   * Base addresses in the order in which they are tried. Without a scheme it is http, without a
   * port 8888; {@code https://host} alone is 443. Address and port alone ({@code 10.0.0.1:8888})
   * are taken too.
   *
   * @throws CfsslException if one is no such address
   */
  static List<URI> of(String remotes) throws CfsslException {
    List<URI> addresses = new ArrayList<>();
    for (String remote : remotes.split(",", -1)) {
      addresses.add(address(remote.strip()));
    }
    return List.copyOf(addresses);
  }

  private static URI address(String remote) throws CfsslException {
    boolean schemeGiven = remote.contains("://");
    try {
      URI uri = new URI(schemeGiven ? remote : "http://" + remote);
      String scheme = uri.getScheme();
      if (uri.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
        throw unusable(remote);
      }
      int port = uri.getPort();
      if (port < 0) {
        port = scheme.equals("https") ? 443 : DEFAULT_PORT;
      }
      return new URI(scheme, null, uri.getHost(), port, null, null, null);
    } catch (URISyntaxException e) {
      throw unusable(remote);
    }
  }

  private static CfsslException unusable(String remote) {
    return new CfsslException(
        ErrorCode.INVALID_REQUEST,
        "failed to connect to remote: '%s' is no [http[s]://]host[:port]".formatted(remote));
  }
}
