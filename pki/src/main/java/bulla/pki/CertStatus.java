package bulla.pki;

import java.time.Instant;

/** What an OCSP answer says of a certificate (RFC 6960 4.2.1). */
public sealed interface CertStatus {
  /** Not revoked. */
  record Good() implements CertStatus {}

  /**
   * Revoked.
   *
   * @param at when
   * @param reason CRLReason (RFC 5280 5.3.1), or -1 when none is given
   */
  record Revoked(Instant at, int reason) implements CertStatus {}

  /** The responder does not know the certificate. */
  record Unknown() implements CertStatus {}

  /** The number in the protocol: 0 good, 1 revoked, 2 unknown. */
  default int number() {
    return switch (this) {
      case Good good -> 0;
      case Revoked revoked -> 1;
      case Unknown unknown -> 2;
    };
  }
}
