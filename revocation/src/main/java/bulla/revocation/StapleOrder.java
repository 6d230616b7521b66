package bulla.revocation;

import bulla.pki.Certificate;

/**
 * A certificate to be stapled.
 *
 * @param policy whose nonce is off: a stapled answer is for everyone
 */
public record StapleOrder(Certificate certificate, Certificate issuer, OcspPolicy policy) {
  public StapleOrder {
    policy = policy.withNonce(false);
  }
}
