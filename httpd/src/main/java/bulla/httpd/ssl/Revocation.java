package bulla.httpd.ssl;

import bulla.pki.Certificate;
import bulla.revocation.CrlFailure;
import bulla.revocation.CrlFinding;
import bulla.revocation.CrlStore;
import bulla.revocation.CrlVerdict;
import bulla.revocation.OcspChecker;
import bulla.revocation.OcspPolicy;
import bulla.revocation.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether clients of one host are revoked. Thread-safe; never throws.
 *
 * @param crls null where clients are looked up in none
 * @param authorities certificates that the host knows by itself
 * @param counts is told of verdicts
 */
record Revocation(
    OcspChecker checker,
    OcspPolicy policy,
    @Nullable CrlStore crls,
    List<Certificate> authorities,
    VerdictCounts counts) {
  Revocation {
    authorities = List.copyOf(authorities);
  }

  /** Asks about a certificate, of which the issuer is known. May block. */
  Verdict ask(Certificate certificate, Certificate issuer) {
    return checker.check(certificate, issuer, policy);
  }

  /** The verdict that is kept on a certificate; null if somebody would have to be asked. */
  @Nullable Verdict kept(Certificate certificate, Certificate issuer) {
    return checker.kept(certificate, issuer, policy);
  }

  /**
   * What CRLs tell of a chain's certificate. May block.
   *
   * @param anchored whether the chain is good
   */
  CrlFinding listed(List<Certificate> chain, int at, boolean anchored) {
    CrlFinding found =
        crls == null
            ? new CrlFinding(new CrlVerdict.Undetermined(CrlFailure.NO_CRL), List.of())
            : crls.examine(chain, at, authorities, anchored);
    counts.listed(found.verdict());
    return found;
  }

  /**
   * Changes when what was found out before may be true no more, see {@link OcspChecker#news} and
   * {@link CrlStore#news}. Does not block.
   */
  long news() {
    return checker.news() + (crls == null ? 0 : crls.news());
  }
}
