package bulla.httpd.ssl;

import bulla.pki.Certificate;
import bulla.revocation.Verdict;

/** Asks whether a client's certificate is revoked. May block; thread-safe; never throws. */
@FunctionalInterface
interface Revocation {
  /** Asks for a certificate, of which the issuer is known. */
  Verdict ask(Certificate certificate, Certificate issuer);
}
