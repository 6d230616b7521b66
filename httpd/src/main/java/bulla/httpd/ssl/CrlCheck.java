package bulla.httpd.ssl;

import bulla.httpd.core.DirectiveLine;
import bulla.httpd.core.VirtualHost;
import bulla.pki.Certificate;
import bulla.revocation.CrlFailure;
import bulla.revocation.CrlFinding;
import bulla.revocation.CrlVerdict;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Looks the certificates of a chain up in CRLs as SSLCARevocationCheck says. */
record CrlCheck(VirtualHost host, Revocation revocation) {

  /**
   * What came of it.
   *
   * @param finding about the first certificate that is not known to be good; null if all are
   * @param until when the lists stop being fresh
   */
  record Result(@Nullable Finding finding, Instant until) {}

  /**
   * Looks up, the leaf first, as libcrypto does. May block.
   *
   * @param chain leaf first, as far as it could be built
   * @param anchored whether libcrypto has found it good
   * @param consulted takes the lists that were looked at
   */
  Result check(List<Certificate> chain, boolean anchored, List<Refusal.Consulted> consulted) {
    CrlSettings.Scope scope = host.settings().get(CrlSettings.CHECK);
    int count =
        switch (scope) {
          case NONE -> 0;
          case LEAF -> 1;
          case CHAIN -> chain.size();
        };
    Instant until = Instant.MAX;
    for (int i = 0; i < count; i++) {
      CrlFinding found = revocation.listed(chain, i, anchored);
      int about = i;
      found.consulted().forEach(list -> consulted.add(RevocationEvidence.of(list, about)));
      switch (found.verdict()) {
        case CrlVerdict.Good good -> until = good.until().isBefore(until) ? good.until() : until;
        case CrlVerdict.Revoked revoked -> {
          return refused(
              RefusalCause.REVOKED_BY_CRL,
              VerifyErrors.REVOKED,
              i,
              RevocationEvidence.revoked(revoked.at(), revoked.reason()),
              consulted);
        }
        case CrlVerdict.Undetermined nothing -> {
          if (!isExempt(chain.get(i), nothing.why())) {
            return refused(
                RevocationEvidence.cause(nothing.why()),
                number(nothing.why()),
                i,
                nothing.why().text(),
                consulted);
          }
        }
      }
    }
    return new Result(null, until);
  }

  private Result refused(
      RefusalCause cause, int error, int at, String detail, List<Refusal.Consulted> consulted) {
    DirectiveLine rule =
        new DirectiveLine(
            "SSLCARevocationCheck "
                + host.settings().get(CrlSettings.CHECK).toString().toLowerCase(Locale.ROOT),
            host.settings().get(CrlSettings.CHECK_AT).orElse(null));
    return new Result(new Finding(cause, error, at, detail, rule, consulted), Instant.MIN);
  }

  /** Whether a certificate needs no list. One that is there and names it counts all the same. */
  private boolean isExempt(Certificate certificate, CrlFailure why) {
    return (certificate.hasNoRevAvail() && host.settings().get(OcspSettings.NO_REV_AVAIL))
        || (why == CrlFailure.NO_CRL && host.settings().get(CrlSettings.NO_CRL_FOR_CERT_OK));
  }

  /** libcrypto's number for what is wrong with the CRL, X509_V_ERR_. */
  private static int number(CrlFailure why) {
    return switch (why) {
      case NO_CRL, NOT_FETCHED -> VerifyErrors.NO_CRL;
      case BAD_SIGNATURE -> VerifyErrors.CRL_SIGNATURE;
      case NOT_YET_VALID -> VerifyErrors.CRL_NOT_YET_VALID;
      case EXPIRED -> VerifyErrors.CRL_EXPIRED;
      case NO_CRL_ISSUER -> VerifyErrors.NO_CRL_ISSUER;
      case NO_CRL_SIGN -> VerifyErrors.NO_CRL_SIGN;
      case UNKNOWN_CRITICAL -> VerifyErrors.CRL_UNKNOWN_CRITICAL;
      case OTHER_SCOPE -> VerifyErrors.OTHER_CRL_SCOPE;
    };
  }
}
