package bulla.httpd.ssl;

import bulla.pki.Certificate;
import bulla.tls.TlsConnection;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What we remember of a TLS connection beyond what it tells itself. Written by the gate on the
 * event loop and by the verifier on its own thread, one after the other.
 */
final class ConnectionFacts {
  private volatile @Nullable Question question;
  private volatile boolean verified;
  private volatile int forgiven;
  private volatile @Nullable Certificate client;

  /**
   * What the client is being asked.
   *
   * @param lenient whether a certificate of unknown origin is let in (optional_no_ca)
   * @param depth SSLVerifyDepth
   */
  record Question(boolean lenient, int depth) {}

  /** What was asked last by a path; null if only the host asked. */
  @Nullable Question question() {
    return question;
  }

  void asking(Question question) {
    this.question = question;
    this.verified = false;
    this.forgiven = 0;
  }

  /** The chain of this certificate was good, on this connection. */
  void verified(Certificate leaf) {
    verified = true;
    client = leaf;
  }

  boolean isVerified() {
    return verified;
  }

  /** The chain was bad, and the client is let in all the same. */
  void forgive(int error) {
    forgiven = error;
  }

  /** The X509_V_ERR_ number that was forgiven, 0 for none. */
  int forgiven() {
    return forgiven;
  }

  /** The client's certificate, parsed once; null if it has shown none. */
  @Nullable Certificate client(TlsConnection connection) {
    List<byte[]> shown = connection.clientCertificates();
    if (shown.isEmpty()) {
      return null;
    }
    Certificate known = client;
    if (known == null || !Arrays.equals(known.der(), shown.getFirst())) {
      known = Certificate.ofDer(shown.getFirst());
      client = known;
    }
    return known;
  }
}
