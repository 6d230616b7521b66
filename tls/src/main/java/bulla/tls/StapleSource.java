package bulla.tls;

import org.jspecify.annotations.Nullable;

/** Gives the staple of one certificate. Called in handshakes: must return at once. */
@FunctionalInterface
public interface StapleSource {
  /** The DER of the OCSPResponse (RFC 6960) to staple now, or null to staple nothing. */
  byte @Nullable [] staple();

  /** Whether the certificate must not be shown now, for want of a staple (RFC 7633). */
  default boolean missing() {
    return false;
  }
}
