package bulla.httpd.core;

import bulla.http.Http2Limits;

/** The module that speaks HTTP/2 tells here how. Asked once for each connection. */
@FunctionalInterface
public interface Http2Provider {
  /**
   * How a host speaks HTTP/2.
   *
   * @param secure whether over TLS
   */
  Http2Limits limits(VirtualHost host, boolean secure);
}
