package bulla.http;

import bulla.tls.TlsConnection;
import org.jspecify.annotations.Nullable;

/** Tells which connections may speak HTTP/2. Called on event loops, once for each connection. */
@FunctionalInterface
public interface Http2Hosts {
  /** Nobody speaks HTTP/2. */
  Http2Hosts NONE = connection -> null;

  /**
   * How a connection may speak HTTP/2.
   *
   * @param connection the TLS connection, whose host is known; null on a plain one
   * @return null if it may not
   */
  @Nullable Http2Limits limits(@Nullable TlsConnection connection);
}
