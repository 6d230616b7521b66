package bulla.httpd.ssl;

import bulla.httpd.core.DirectiveLine;
import bulla.httpd.core.HostLog;
import bulla.httpd.core.VirtualHost;
import bulla.pki.Certificate;
import bulla.revocation.Verdict;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks about the certificates of a chain as SSLOCSPEnable says. May block. */
record RevocationCheck(VirtualHost host, Revocation revocation) {

  /**
   * What came of it.
   *
   * @param finding about the first certificate that is not known to be good; null if all are
   * @param until when the answers stop being fresh
   */
  record Result(@Nullable Finding finding, Instant until) {}

  /**
   * Asks.
   *
   * @param chain leaf first, verified
   * @param base the log of the address's first host
   * @param consulted takes the answers that were had
   */
  Result check(
      List<Certificate> chain,
      HostLog base,
      InetSocketAddress remote,
      Instant now,
      List<Refusal.Consulted> consulted) {
    RevocationPolicy policy = host.settings().get(OcspSettings.POLICY);
    Instant until = Instant.MAX;
    RevocationLog log = new RevocationLog(base, host.log(), remote);
    for (int i = highest(chain); i >= 0; i--) {
      Certificate certificate = chain.get(i);
      if (!isAsked(certificate)) {
        continue;
      }
      boolean issued = i + 1 < chain.size();
      Verdict verdict =
          issued ? revocation.ask(certificate, chain.get(i + 1)) : new Verdict.NoResponder();
      log.verdict(verdict, certificate);
      int about = i;
      verdict.consulted().forEach(each -> consulted.add(RevocationEvidence.of(each, about)));
      switch (verdict) {
        case Verdict.Good good -> until = good.until().isBefore(until) ? good.until() : until;
        case Verdict.Revoked revoked -> {
          String since = RevocationEvidence.revoked(revoked.at(), revoked.reason());
          return refused(RefusalCause.REVOKED_BY_OCSP, VerifyErrors.REVOKED, i, since, consulted);
        }
        case Verdict.NoResponder none
            when issued && host.settings().get(OcspSettings.NO_OCSP_FOR_CERT_OK) -> {
          // As good as good, for as long as the chain is.
        }
        case Verdict.NoResponder none -> {
          return refused(RefusalCause.NO_RESPONDER, i, null, consulted);
        }
        case Verdict.Unknown unknown -> {
          return refused(RefusalCause.UNKNOWN_TO_RESPONDER, i, null, consulted);
        }
        case Verdict.Unavailable unavailable when policy.forgives(unavailable, now) -> {
          log.forgiven(policy, certificate);
          revocation.counts().forgiven();
          until = now;
        }
        case Verdict.Unavailable unavailable -> {
          RefusalCause cause = RevocationEvidence.cause(unavailable.why());
          return refused(cause, i, RevocationEvidence.text(unavailable.why()), consulted);
        }
      }
    }
    return new Result(null, until);
  }

  /**
   * When the answers stop being fresh that are kept and make the whole chain good. Does not block.
   *
   * @return null if somebody would have to be asked, or a certificate is not good
   */
  @Nullable Instant keptUntil(List<Certificate> chain) {
    Instant until = Instant.MAX;
    // The leaf first: of those that are new only its verdict is missing.
    for (int i = 0; i <= highest(chain); i++) {
      Certificate certificate = chain.get(i);
      if (!isAsked(certificate)) {
        continue;
      }
      Verdict kept = i + 1 < chain.size() ? revocation.kept(certificate, chain.get(i + 1)) : null;
      if (!(kept instanceof Verdict.Good good)) {
        return null;
      }
      until = good.until().isBefore(until) ? good.until() : until;
    }
    return until;
  }

  /** The place of the highest certificate that is asked about, -1 for none. */
  private int highest(List<Certificate> chain) {
    return switch (host.settings().get(OcspSettings.ENABLE)) {
      case OFF -> -1;
      case LEAF -> 0;
      case ON -> chain.size() - 1;
    };
  }

  /** One without revocation is as good as good, for as long as it is valid (RFC 9608 4). */
  private boolean isAsked(Certificate certificate) {
    return !certificate.isSelfIssued()
        && !(certificate.hasNoRevAvail() && host.settings().get(OcspSettings.NO_REV_AVAIL));
  }

  private Result refused(
      RefusalCause cause, int at, @Nullable String detail, List<Refusal.Consulted> consulted) {
    return refused(cause, VerifyErrors.APPLICATION_VERIFICATION, at, detail, consulted);
  }

  private Result refused(
      RefusalCause cause,
      int error,
      int at,
      @Nullable String detail,
      List<Refusal.Consulted> consulted) {
    DirectiveLine rule = host.settings().get(OcspSettings.ENABLE_LINE).orElse(null);
    return new Result(new Finding(cause, error, at, detail, rule, consulted), Instant.MIN);
  }
}
