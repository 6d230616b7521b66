package bulla.httpd.ssl;

import bulla.httpd.core.HostLog;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.SystemError;
import bulla.httpd.core.VirtualHost;
import bulla.pki.CertStatus;
import bulla.pki.Certificate;
import bulla.pki.CertificateDetails;
import bulla.revocation.OcspFailure;
import bulla.revocation.StaplerEvents;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Writes what happens to staples to the log of the host whose certificate it is. */
final class StapleLog implements StaplerEvents {
  private final Map<Certificate, Logs> logs = new ConcurrentHashMap<>();

  /**
   * Where lines about a certificate go: transport to the address's first host, the rest to its own.
   */
  private record Logs(HostLog base, HostLog host) {}

  void owner(Certificate certificate, VirtualHost base, VirtualHost host) {
    logs.putIfAbsent(certificate, new Logs(base.log(), host.log()));
  }

  void retain(Collection<Certificate> certificates) {
    logs.keySet().removeIf(certificate -> !certificates.contains(certificate));
  }

  @Override
  public void renewed(Certificate certificate, Instant until) {
    host(
        certificate,
        LogLevel.INFO,
        "stapling response"
            + of(certificate)
            + " renewed, good until "
            + CertificateDetails.time(until));
  }

  @Override
  public void restored(Certificate certificate, Instant until) {
    host(
        certificate,
        LogLevel.INFO,
        "stapling response"
            + of(certificate)
            + " found in the stapling cache, good until "
            + CertificateDetails.time(until));
  }

  @Override
  public void failed(Certificate certificate, OcspFailure why) {
    Logs of = logs.get(certificate);
    if (of == null) {
      return;
    }
    switch (why) {
      case OcspFailure.NotFresh answer ->
          host(
              certificate,
              LogLevel.ERROR,
              "AH01936: stapling_check_response: response times invalid");
      case OcspFailure.OtherCertificate answer ->
          host(
              certificate,
              LogLevel.ERROR,
              "AH01935: stapling_check_response: certificate ID not present in response!");
      default -> {
        new RevocationLog(of.base(), of.host(), null).failure(why, certificate);
        host(certificate, LogLevel.ERROR, "AH01941: stapling_renew_response: responder error");
      }
    }
  }

  @Override
  public void notGood(Certificate certificate, CertStatus status) {
    host(
        certificate,
        LogLevel.ERROR,
        "AH02969: stapling_check_response: response has certificate status "
            + word(status)
            + " for serial number "
            + certificate.serialHex());
  }

  private static String word(CertStatus status) {
    return switch (status) {
      case CertStatus.Good good -> "good (reason: n/a)";
      case CertStatus.Revoked revoked -> "revoked (reason: " + reason(revoked.reason()) + ")";
      case CertStatus.Unknown unknown -> "unknown (reason: n/a)";
    };
  }

  /** CRLReason (RFC 5280 5.3.1) in OpenSSL's words. */
  private static String reason(int reason) {
    return switch (reason) {
      case 0 -> "unspecified";
      case 1 -> "keyCompromise";
      case 2 -> "cACompromise";
      case 3 -> "affiliationChanged";
      case 4 -> "superseded";
      case 5 -> "cessationOfOperation";
      case 6 -> "certificateHold";
      case 8 -> "removeFromCRL";
      case 9 -> "privilegeWithdrawn";
      case 10 -> "aACompromise";
      default -> "n/a";
    };
  }

  @Override
  public void noResponder(Certificate certificate) {
    String message =
        "AH02218: ssl_stapling_init_cert: no OCSP URI in certificate and no SSLStaplingForceURL"
            + " set";
    // Ever more CAs have no responder: nothing is wrong with such a certificate.
    host(
        certificate,
        LogLevel.INFO,
        message + CertificateDetails.suffix(certificate, message.length()));
  }

  @Override
  public void notKept(Certificate certificate, String place, IOException why) {
    Logs of = logs.get(certificate);
    if (of != null) {
      of.host()
          .server(
              Ssl.LOG,
              LogLevel.WARN,
              new SystemError(5, String.valueOf(why.getMessage())),
              "stapling response cannot be kept in " + place);
    }
  }

  /** Which one it is, where it is not the host's own. */
  private static String of(Certificate certificate) {
    return certificate.isCa() ? " of " + certificate.subject().rfc2253Ascii() : "";
  }

  private void host(Certificate certificate, LogLevel level, String message) {
    Logs of = logs.get(certificate);
    if (of != null) {
      of.host().server(Ssl.LOG, level, message);
    }
  }
}
