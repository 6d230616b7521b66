package bulla.httpd.ssl;

import bulla.httpd.core.VirtualHost;
import bulla.pki.Certificate;
import bulla.tls.TlsConnection;
import bulla.tls.TlsHost;
import java.util.List;

/** A virtual host that speaks TLS. */
final class SslHost {
  private final VirtualHost host;
  private final TlsHost tls;
  private final List<Certificate> certificates;
  private final ClientStatus clients;
  private final ClientVerification verification;

  /**
   * Makes it.
   *
   * @param certificates its own, in the order of the directives
   */
  SslHost(
      VirtualHost host,
      TlsHost tls,
      List<Certificate> certificates,
      ClientStatus clients,
      ClientVerification verification) {
    this.host = host;
    this.tls = tls;
    this.certificates = List.copyOf(certificates);
    this.clients = clients;
    this.verification = verification;
  }

  VirtualHost host() {
    return host;
  }

  TlsHost tls() {
    return tls;
  }

  List<Certificate> certificates() {
    return certificates;
  }

  ClientStatus clients() {
    return clients;
  }

  ClientVerification verification() {
    return verification;
  }

  /** {@code name:port}. */
  String id() {
    return id(host);
  }

  /** How messages name a host that speaks TLS. */
  static String id(VirtualHost host) {
    return host.id(443);
  }

  /** What is known of the clients of one host. Thread-safe. */
  static final class ClientStatus {
    ConnectionFacts of(TlsConnection connection) {
      if (connection.attachment() instanceof ConnectionFacts known) {
        return known;
      }
      ConnectionFacts fresh = new ConnectionFacts();
      connection.attach(fresh);
      return fresh;
    }
  }
}
