package bulla.openssl;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a connection has settled on, as it was when asked for.
 *
 * @param protocol {@code TLSv1.2} or {@code TLSv1.3}
 * @param cipher OpenSSL's name of the cipher suite
 * @param cipherBits secret bits in use
 * @param cipherAlgorithmBits bits that the algorithm could use
 * @param sessionId the session's id, empty if it has none
 * @param resumed whether an earlier session was resumed
 * @param secureRenegotiation whether the peer supports RFC 5746
 * @param extendedMasterSecret whether the session has one, RFC 7627
 * @param applicationProtocol what ALPN settled on, null for nothing
 * @param peerCertificates DER of what the peer has shown, leaf first; a resumed session has kept
 *     the leaf alone
 * @param verifyError X509_V_ number of SSL_get_verify_result(3)
 */
public record SessionFacts(
    String protocol,
    String cipher,
    int cipherBits,
    int cipherAlgorithmBits,
    byte[] sessionId,
    boolean resumed,
    boolean secureRenegotiation,
    boolean extendedMasterSecret,
    @Nullable String applicationProtocol,
    List<byte[]> peerCertificates,
    int verifyError) {
  public SessionFacts {
    peerCertificates = List.copyOf(peerCertificates);
  }
}
