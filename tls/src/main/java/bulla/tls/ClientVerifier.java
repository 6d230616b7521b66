package bulla.tls;

/**
 * The last word on a client's certificate, after libcrypto has verified its chain.
 *
 * <p>Called inside the handshake on a platform thread of the verification pool, never on an event
 * loop: it may block, for instance to ask an OCSP responder. It must not throw.
 */
@FunctionalInterface
public interface ClientVerifier {
  /**
   * Decides.
   *
   * @param chain the chain and libcrypto's verdict; called for bad chains too
   * @param connection the connection that is being authenticated; only its addresses, host, names
   *     and parameters may be looked at
   * @return the X509_V_ number that stands: 0 accepts, also in spite of an error, which {@link
   *     TlsConnection#verifyError} then keeps telling; anything else fails the handshake with the
   *     alert that libssl maps the number to (23 certificate revoked, 50 handshake failure, 1
   *     internal error)
   */
  int verify(ClientChain chain, TlsConnection connection);
}
