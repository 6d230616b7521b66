package bulla.tls;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a host's TLS policy is made from. Values only: files were read before.
 *
 * @param id names the host in session ids and messages, {@code name:port}; sessions of one id are
 *     never resumed at another
 * @param identities certificate and key pairs; one for each key algorithm
 * @param protocols {@code TLSv1.2}, {@code TLSv1.3}
 * @param cipherList TLS 1.2 ciphers in OpenSSL's list form; null for the library's default
 * @param cipherSuites TLS 1.3 suites, colon-separated; null for the library's default
 * @param serverCipherOrder whether our order wins
 * @param clientAuthentication what the first handshake asks
 * @param verifyDepth SSLVerifyDepth
 * @param trust anchors and intermediates for clients' chains, DER
 * @param offeredNames DER names of the CAs to offer in CertificateRequest
 * @param verifier has the last word on clients' certificates
 * @param applicationProtocols ALPN names in our order; empty for no ALPN
 * @param sessionTickets whether tickets are issued
 */
public record TlsSettings(
    String id,
    List<Identity> identities,
    Set<String> protocols,
    @Nullable String cipherList,
    @Nullable String cipherSuites,
    boolean serverCipherOrder,
    ClientAuthentication clientAuthentication,
    int verifyDepth,
    List<byte[]> trust,
    List<byte[]> offeredNames,
    ClientVerifier verifier,
    List<String> applicationProtocols,
    boolean sessionTickets) {

  public TlsSettings {
    identities = List.copyOf(identities);
    protocols = Set.copyOf(protocols);
    trust = List.copyOf(trust);
    offeredNames = List.copyOf(offeredNames);
    applicationProtocols = List.copyOf(applicationProtocols);
  }

  /**
   * A certificate with its key.
   *
   * @param certificate DER of the leaf
   * @param chain DER of what is sent after the leaf, verbatim
   * @param privateKeyPem the key's PEM bytes; the owner wipes them after {@link TlsHost#of}
   * @param passphrase of an encrypted key, else null
   * @param staples the certificate's staple
   */
  public record Identity(
      byte[] certificate,
      List<byte[]> chain,
      byte[] privateKeyPem,
      char @Nullable [] passphrase,
      StapleSource staples) {
    // In full: of a compact constructor javac does not tell other modules that an array may be
    // null.
    public Identity(
        byte[] certificate,
        List<byte[]> chain,
        byte[] privateKeyPem,
        char @Nullable [] passphrase,
        StapleSource staples) {
      this.certificate = certificate;
      this.chain = List.copyOf(chain);
      this.privateKeyPem = privateKeyPem;
      this.passphrase = passphrase;
      this.staples = staples;
    }
  }
}
