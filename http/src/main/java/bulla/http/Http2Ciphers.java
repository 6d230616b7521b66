package bulla.http;

import bulla.tls.TlsConnection;

/**
 * RFC 9113 9.2.2: of TLS 1.2 only cipher suites with an ephemeral key exchange and an AEAD are good
 * enough; Appendix A lists all the others.
 */
final class Http2Ciphers {
  private Http2Ciphers() {}

  static boolean isModern(TlsConnection connection) {
    return connection.protocol().equals("TLSv1.3")
        || (connection.protocol().equals("TLSv1.2") && isModern(connection.cipher()));
  }

  /** By OpenSSL's name of the suite, see ciphers(1). */
  private static boolean isModern(String cipher) {
    boolean ephemeral = cipher.startsWith("ECDHE-") || cipher.startsWith("DHE-");
    boolean aead =
        cipher.contains("-GCM-") || cipher.contains("-CCM") || cipher.contains("-CHACHA20-");
    return ephemeral && aead;
  }
}
