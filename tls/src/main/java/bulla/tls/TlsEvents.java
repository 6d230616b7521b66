package bulla.tls;

import java.net.InetSocketAddress;
import java.util.List;

/** What an owner is told about its connections, for its logs. Called on event loops. */
public interface TlsEvents {
  /** A handshake ended well. */
  default void established(TlsConnection connection) {}

  /**
   * The first handshake failed.
   *
   * @param remote the client
   * @param serverName the SNI name, empty if none
   * @param libraryErrors the OpenSSL error queue in text form
   */
  default void failed(InetSocketAddress remote, String serverName, List<String> libraryErrors) {}

  /** A client tried to renegotiate on its own; it was refused. */
  default void renegotiationRefused(TlsConnection connection) {}

  /** No events are wanted. */
  static TlsEvents none() {
    return new TlsEvents() {};
  }
}
