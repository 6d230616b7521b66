package bulla.httpd.ssl;

import bulla.httpd.core.HostLog;
import bulla.httpd.core.VirtualHost;
import bulla.pki.Certificate;
import bulla.revocation.Verdict;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;

/** Asks about the certificates of a chain as SSLOCSPEnable says. May block. */
record RevocationCheck(VirtualHost host, Revocation revocation) {

  /**
   * What came of it.
   *
   * @param error the X509_V_ number of the first certificate that is not known to be good
   * @param until when the answers stop being fresh
   */
  record Result(int error, Instant until) {}

  /**
   * Asks.
   *
   * @param chain leaf first, verified
   * @param base the log of the address's first host
   */
  Result check(List<Certificate> chain, HostLog base, InetSocketAddress remote, Instant now) {
    OcspSettings.Scope scope = host.settings().get(OcspSettings.ENABLE);
    RevocationPolicy policy = host.settings().get(OcspSettings.POLICY);
    Instant until = Instant.MAX;
    if (scope == OcspSettings.Scope.OFF) {
      return new Result(VerifyErrors.OK, until);
    }
    RevocationLog log = new RevocationLog(base, host.log(), remote);
    int highest = scope == OcspSettings.Scope.LEAF ? 0 : chain.size() - 1;
    for (int i = highest; i >= 0; i--) {
      Certificate certificate = chain.get(i);
      if (certificate.isSelfIssued()) {
        continue;
      }
      if (certificate.hasNoRevAvail() && host.settings().get(OcspSettings.NO_REV_AVAIL)) {
        // As good as good, for as long as it is valid (RFC 9608 4).
        continue;
      }
      boolean issued = i + 1 < chain.size();
      Verdict verdict =
          issued ? revocation.ask(certificate, chain.get(i + 1)) : new Verdict.NoResponder();
      log.verdict(verdict, certificate);
      switch (verdict) {
        case Verdict.Good good -> until = good.until().isBefore(until) ? good.until() : until;
        case Verdict.Revoked revoked -> {
          return new Result(VerifyErrors.REVOKED, until);
        }
        case Verdict.NoResponder none
            when issued && host.settings().get(OcspSettings.NO_OCSP_FOR_CERT_OK) -> {
          // As good as good, for as long as the chain is.
        }
        case Verdict.NoResponder none -> {
          return new Result(VerifyErrors.APPLICATION_VERIFICATION, until);
        }
        case Verdict.Unknown unknown -> {
          return new Result(VerifyErrors.APPLICATION_VERIFICATION, until);
        }
        case Verdict.Unavailable unavailable when policy.forgives(unavailable, now) -> {
          log.forgiven(policy, certificate);
          revocation.counts().forgiven();
          until = now;
        }
        case Verdict.Unavailable unavailable -> {
          return new Result(VerifyErrors.APPLICATION_VERIFICATION, until);
        }
      }
    }
    return new Result(VerifyErrors.OK, until);
  }
}
