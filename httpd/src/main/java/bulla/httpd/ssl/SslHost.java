package bulla.httpd.ssl;

import bulla.httpd.core.VirtualHost;
import bulla.pki.Certificate;
import bulla.tls.TlsConnection;
import bulla.tls.TlsHost;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;

/** A virtual host that speaks TLS. */
final class SslHost {
  private final VirtualHost host;
  private final TlsHost tls;
  private final List<Certificate> certificates;
  private final ClientStatus clients;

  /**
   * Makes it.
   *
   * @param certificates its own, in the order of the directives
   */
  SslHost(VirtualHost host, TlsHost tls, List<Certificate> certificates, ClientStatus clients) {
    this.host = host;
    this.tls = tls;
    this.certificates = List.copyOf(certificates);
    this.clients = clients;
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
    // Keys are compared by identity; what is known of a connection goes with it.
    private final Cache<TlsConnection, ConnectionFacts> facts =
        Caffeine.newBuilder().weakKeys().build();
    private volatile boolean lenient;

    ClientStatus(boolean lenient) {
      this.lenient = lenient;
    }

    ConnectionFacts of(TlsConnection connection) {
      return facts.get(connection, unknown -> new ConnectionFacts());
    }

    /** From now on a session may hold a certificate that was let in without being trusted. */
    void becomeLenient() {
      lenient = true;
    }

    /** Whether the client has shown a certificate, and it is trusted. */
    boolean trusts(TlsConnection connection) {
      return !connection.clientCertificates().isEmpty()
          && connection.verifyError() == 0
          && of(connection).forgiven() == 0
          && !doubtful(connection);
    }

    /** A resumed session says that a certificate was let in, not why. */
    boolean doubtful(TlsConnection connection) {
      return lenient && connection.resumed() && !of(connection).isVerified();
    }
  }
}
