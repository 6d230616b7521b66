package bulla.tls;

/**
 * The last word on a client's certificate, after libcrypto has verified its chain.
 *
 * <p>{@link #verify} is called on a platform thread of the verification pool, never on an event
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

  /**
   * Whether {@link #verify} would accept, told without waiting for anybody: called on event loops
   * and on the pool. It must not throw.
   *
   * @return false if that cannot be told at once, or if not; then {@link #verify} is called
   */
  default boolean acceptsAtOnce(ClientChain chain, TlsConnection connection) {
    return false;
  }

  /**
   * A client has shown a certificate, and then not that it has the key; the connection is over, and
   * {@link #verify} was not called. Event loop; must neither block nor throw.
   */
  default void unproven(ClientChain chain, TlsConnection connection) {}
}
