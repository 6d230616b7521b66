package bulla.openssl;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What libssl asks the owner of a connection in the middle of a handshake, on the thread that
 * drives the connection. Nothing here may throw; what is thrown ends the handshake.
 */
public interface SslOwner {

  /** What {@link #verify} gives to be asked again by {@link Ssl#decide}; no X509_V_ number. */
  int LATER = Integer.MIN_VALUE;

  /**
   * The context that is to serve the connection from now on.
   *
   * @return null to be asked again by the next {@link Ssl#handshake}, which now ends with {@link
   *     Step#WANT_DECISION}
   */
  @Nullable SslContext contextFor(ClientHello hello);

  /** Whether the host that was chosen serves nobody: the handshake ends in internal_error. */
  default boolean refuses() {
    return false;
  }

  /** The connection has its context: what it shall have beyond that may be set now. */
  default void chosen() {}

  /**
   * The OCSP response to staple.
   *
   * @param identity the place of the chosen certificate among the context's identities, from 0
   * @param place of the certificate that it speaks of among those that are sent: 0 for the chosen
   *     one, the others only where {@link OpenSsl#staplesChains}
   */
  byte @Nullable [] staple(SslContext context, int identity, int place);

  /**
   * A good chain that the very same certificates gave before.
   *
   * @param sent DER of what the peer sent, leaf first
   * @return null to have them verified
   */
  @Nullable PeerChain known(List<byte[]> sent, int depth);

  /**
   * The X509_V_ number that stands for a peer's certificate. May block; where {@link #decidesLater}
   * it must not.
   *
   * @return 0 accepts, and the session keeps {@link PeerChain#errorLeft}; {@link #LATER} only where
   *     the owner decides later; anything else fails the handshake with the alert that libssl maps
   *     it to
   */
  int verify(PeerChain chain);

  /**
   * Whether the last word on a certificate comes when the peer has proven that it has the key. Then
   * a chain that is not {@link #known} is left for {@link Ssl#decide}, and so is what {@link
   * #verify} cannot tell at once. On TLS 1.3 alone, where a server has said its Finished before it
   * meets a certificate; what the peer sends until the decision is for the caller to hold back.
   */
  default boolean decidesLater() {
    return false;
  }

  /** The key that protects new tickets. */
  TicketKey ticketKey();

  /** The key of that name; null if it is none that is still good. */
  @Nullable TicketKey ticketKey(byte[] name);

  /**
   * Keeps a session that is no ticket, if it wants to. Must not block.
   *
   * @param session holds secrets
   */
  void keep(byte[] id, byte[] session);

  /** The session that was kept under an id; null if there is none. */
  byte @Nullable [] session(byte[] id);
}
