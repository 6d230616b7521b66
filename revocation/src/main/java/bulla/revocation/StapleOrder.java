package bulla.revocation;

import bulla.pki.Certificate;

/**
 * A certificate to be stapled.
 *
 * @param policy whose nonce is off: a stapled answer is for everyone
 */
public record StapleOrder(
    Certificate certificate, Certificate issuer, OcspPolicy policy, StapleTimes times) {
  public StapleOrder {
    policy = policy.nonce() ? policy.with().nonce(false).build() : policy;
  }

  /** One that is kept fresh as by default. */
  public StapleOrder(Certificate certificate, Certificate issuer, OcspPolicy policy) {
    this(certificate, issuer, policy, StapleTimes.DEFAULT);
  }
}
