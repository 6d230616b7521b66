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
   * @param libraryErrors the OpenSSL error queue in text form; empty where OpenSSL has nothing to
   *     say because the client has left
   */
  default void failed(InetSocketAddress remote, String serverName, List<String> libraryErrors) {}

  /**
   * The first handshake that has just {@link #failed} did so although the verifier had let the
   * client's certificate pass, for instance because the client does not have its key.
   *
   * @param connection what the handshake had settled by then
   * @param libraryErrors the OpenSSL error queue in text form
   */
  default void failedWithCertificate(TlsConnection connection, List<String> libraryErrors) {}

  /**
   * A handshake was refused, since a certificate of the host must not be shown without a staple and
   * there is none; {@link #failed} follows.
   */
  default void stapleMissing(TlsConnection connection) {}

  /** A client tried to renegotiate on its own; it was refused. */
  default void renegotiationRefused(TlsConnection connection) {}

  /**
   * What has come on an open connection cannot be read, for instance because it was damaged on its
   * way, or is an alert that ends it; the connection is over.
   *
   * @param libraryErrors the OpenSSL error queue in text form
   */
  default void unreadable(TlsConnection connection, List<String> libraryErrors) {}

  /**
   * What was to be sent on an open connection cannot be protected; the connection is over.
   *
   * @param libraryErrors the OpenSSL error queue in text form
   */
  default void unwritable(TlsConnection connection, List<String> libraryErrors) {}

  /** No events are wanted. */
  static TlsEvents none() {
    return new TlsEvents() {};
  }
}
