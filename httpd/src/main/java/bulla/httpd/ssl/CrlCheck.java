package bulla.httpd.ssl;

import bulla.httpd.core.VirtualHost;
import bulla.pki.Certificate;
import bulla.revocation.CrlFailure;
import bulla.revocation.CrlVerdict;
import java.time.Instant;
import java.util.List;

/** Looks the certificates of a chain up in CRLs as SSLCARevocationCheck says. */
record CrlCheck(VirtualHost host, Revocation revocation) {

  /**
   * What came of it.
   *
   * @param error the X509_V_ number of the first certificate that is not known to be good
   * @param at the index of that certificate
   * @param until when the lists stop being fresh
   */
  record Result(int error, int at, Instant until) {}

  /**
   * Looks up, the leaf first, as libcrypto does. May block.
   *
   * @param chain leaf first, as far as it could be built
   * @param anchored whether libcrypto has found it good
   */
  Result check(List<Certificate> chain, boolean anchored) {
    CrlSettings.Scope scope = host.settings().get(CrlSettings.CHECK);
    int count =
        switch (scope) {
          case NONE -> 0;
          case LEAF -> 1;
          case CHAIN -> chain.size();
        };
    Instant until = Instant.MAX;
    for (int i = 0; i < count; i++) {
      switch (revocation.listed(chain, i, anchored)) {
        case CrlVerdict.Good good -> until = good.until().isBefore(until) ? good.until() : until;
        case CrlVerdict.Revoked revoked -> {
          return new Result(VerifyErrors.REVOKED, i, until);
        }
        case CrlVerdict.Undetermined nothing -> {
          if (!isExempt(chain.get(i), nothing.why())) {
            return new Result(number(nothing.why()), i, until);
          }
        }
      }
    }
    return new Result(VerifyErrors.OK, 0, until);
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
