package bulla.tls;

import org.jspecify.annotations.Nullable;

/**
 * Gives the staple of one certificate, and those of what is sent after it. Called in handshakes:
 * must return at once.
 */
@FunctionalInterface
public interface StapleSource {
  /** The DER of the OCSPResponse (RFC 6960) to staple now, or null to staple nothing. */
  byte @Nullable [] staple();

  /**
   * The same for a certificate that is sent after it. Asked only where {@link
   * TlsLibrary#staplesChains}.
   *
   * @param index its place in the chain, from 0
   */
  default byte @Nullable [] ofChain(int index) {
    return null;
  }

  /** Whether the certificate must not be shown now, for want of a staple (RFC 7633). */
  default boolean missing() {
    return false;
  }
}
