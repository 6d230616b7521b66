package bulla.revocation;

import bulla.pki.Certificate;
import bulla.pki.KeyUsage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may have signed the CRLs of a chain's certificates (RFC 5280 6.3.3 f): a certificate of the
 * chain above the one in question, or one that is known here, is issued by one of the chain, and is
 * for signing CRLs.
 *
 * @param known certificates that are known without the client's help
 * @param chain leaf first
 * @param at which of them is in question
 * @param anchored whether the chain is good. If not, anybody may have made it: no signature is
 *     verified for it, only what is known already counts
 */
record CrlSigners(
    List<Certificate> known, List<Certificate> chain, int at, boolean anchored, Instant now) {
  CrlSigners {
    known = List.copyOf(known);
    chain = List.copyOf(chain);
  }

  /** The same at another time. */
  CrlSigners asOf(Instant moment) {
    return new CrlSigners(known, chain, at, anchored, moment);
  }

  /** What is wrong with a list's signer or signature, null if nothing. */
  @Nullable CrlFailure failure(HeldCrl list) {
    List<Certificate> above = chain.subList(Math.min(at + 1, chain.size() - 1), chain.size());
    if (above.getFirst().equals(chain.get(at)) && !above.getFirst().isSelfIssued()) {
      // The chain ends here without an anchor.
      return CrlFailure.NO_CRL_ISSUER;
    }
    List<Certificate> named = above.stream().filter(list.index()::mayBeSignedBy).toList();
    if (named.stream().anyMatch(each -> mayAndDid(list, each))) {
      return null;
    }
    for (Certificate each : known) {
      if (list.index().mayBeSignedBy(each)
          && each.keyUsages().contains(KeyUsage.CRL_SIGN)
          && each.isValidAt(now)
          && list.isSignedBy(each)
          && issuedBy(above, each)) {
        return null;
      }
    }
    if (named.isEmpty()) {
      return CrlFailure.NO_CRL;
    }
    return named.stream().anyMatch(each -> each.keyUsages().contains(KeyUsage.CRL_SIGN))
        ? CrlFailure.BAD_SIGNATURE
        : CrlFailure.NO_CRL_SIGN;
  }

  private boolean mayAndDid(HeldCrl list, Certificate signer) {
    return signer.keyUsages().contains(KeyUsage.CRL_SIGN)
        && (anchored ? list.isSignedBy(signer) : list.isKnownToBeSignedBy(signer));
  }

  private static boolean issuedBy(List<Certificate> above, Certificate signer) {
    return above.stream()
        .anyMatch(
            authority ->
                authority.isCa()
                    && authority.keyUsages().contains(KeyUsage.CERT_SIGN)
                    && signer.isSignedBy(authority));
  }
}
