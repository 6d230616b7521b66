package bulla.httpd.ssl;

import bulla.httpd.core.VirtualHost;
import bulla.pki.Certificate;
import bulla.tls.TlsHost;
import java.util.List;
import java.util.stream.Stream;

/** A virtual host that speaks TLS. */
final class SslHost {
  private final VirtualHost host;
  private final TlsHost tls;
  private final List<Certificate> certificates;
  private final List<Certificate> sent;
  private final ClientVerification verification;

  /**
   * Makes it.
   *
   * @param certificates its own, in the order of the directives
   * @param sent what is sent after any of them
   */
  SslHost(
      VirtualHost host,
      TlsHost tls,
      List<Certificate> certificates,
      List<Certificate> sent,
      ClientVerification verification) {
    this.host = host;
    this.tls = tls;
    this.certificates = List.copyOf(certificates);
    this.sent = List.copyOf(sent);
    this.verification = verification;
    tls.attach(this);
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

  /** All that may have a staple: its own, and what is sent after them. */
  Stream<Certificate> stapled() {
    return Stream.concat(certificates.stream(), sent.stream());
  }

  ClientVerification verification() {
    return verification;
  }

  /** That it serves nobody for want of a staple, for messages. */
  String lacking() {
    return id()
        + " is not served until there is a stapling response: its certificate requires one (RFC"
        + " 7633)";
  }

  /** {@code name:port}. */
  String id() {
    return id(host);
  }

  /** How messages name a host that speaks TLS. */
  static String id(VirtualHost host) {
    return host.id(443);
  }
}
