package bulla.tls;

import java.util.List;

/**
 * How a first handshake failed, for whoever keeps the logs. Made before the native half is gone.
 *
 * @param certificateShown whether the client had shown a certificate that the verifier let pass
 */
record HandshakeFailure(ServerConnection connection, boolean certificateShown) {

  /** The handshake broke; event loop, and nothing runs on the pool. */
  static HandshakeFailure of(ServerConnection connection) {
    boolean shown = connection.ssl().verifications() > 0 && connection.shownError() == 0;
    if (shown) {
      connection.settle();
    }
    return new HandshakeFailure(connection, shown);
  }

  /** The client has left, or had to. */
  static HandshakeFailure left(ServerConnection connection) {
    return new HandshakeFailure(connection, false);
  }

  void tell(TlsEvents events, List<String> libraryErrors) {
    if (connection.refused()) {
      events.stapleMissing(connection);
    }
    String name = connection.serverName();
    events.failed(connection.remoteAddress(), name == null ? "" : name, libraryErrors);
    if (certificateShown) {
      events.failedWithCertificate(connection, libraryErrors);
    }
  }
}
