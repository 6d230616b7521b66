package bulla.openssl;

import java.util.List;

/**
 * A peer's chain after X509_verify_cert(3).
 *
 * @param certificates DER, leaf first, as far as a chain could be built
 * @param sent DER of what the peer sent, leaf first
 * @param error X509_V_ number: the first that says more than that no anchor was found, otherwise
 *     the first; 0 for a good chain
 * @param errorDepth the index of the certificate at which the error arose
 * @param errorLeft X509_V_ number that stays with the session when the chain is accepted all the
 *     same: the last that was found
 */
public record PeerChain(
    List<byte[]> certificates, List<byte[]> sent, int error, int errorDepth, int errorLeft) {
  public PeerChain {
    certificates = List.copyOf(certificates);
    sent = List.copyOf(sent);
  }
}
