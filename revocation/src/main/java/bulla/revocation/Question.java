package bulla.revocation;

import bulla.pki.Certificate;

/**
 * What is asked of a responder: whether a certificate is revoked, as a policy says.
 *
 * @param issuer of the subject
 * @param aboutSigner whether the subject has signed an answer that is in doubt until this is known
 */
record Question(Certificate subject, Certificate issuer, OcspPolicy policy, boolean aboutSigner) {

  /** The question about a client's certificate, or about an issuer of it. */
  static Question of(Certificate subject, Certificate issuer, OcspPolicy policy) {
    return new Question(subject, issuer, policy, false);
  }

  /** The question about who has signed the answer to this one, put to that certificate's own. */
  Question about(Certificate signer) {
    return new Question(
        signer, issuer, policy.with().nonce(false).responder(null, false).build(), true);
  }

  OcspQuery query() {
    return new OcspQuery(subject, issuer, policy);
  }
}
