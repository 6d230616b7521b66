package bulla.httpd.ssl;

import bulla.pki.Certificate;
import bulla.revocation.OcspChecker;
import bulla.revocation.OcspPolicy;
import bulla.revocation.Verdict;

/** Tells whether clients of one host are revoked. Thread-safe; never throws. */
record Revocation(OcspChecker checker, OcspPolicy policy) {

  /** Asks about a certificate, of which the issuer is known. May block. */
  Verdict ask(Certificate certificate, Certificate issuer) {
    return checker.check(certificate, issuer, policy);
  }

  /** See {@link OcspChecker#news}. Does not block. */
  long news() {
    return checker.news();
  }
}
