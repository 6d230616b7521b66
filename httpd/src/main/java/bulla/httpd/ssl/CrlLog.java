package bulla.httpd.ssl;

import bulla.httpd.core.LogLevel;
import bulla.httpd.core.VirtualHost;
import bulla.pki.CertificateDetails;
import bulla.pki.CrlIndex;
import bulla.revocation.CrlEvents;
import bulla.revocation.CrlFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/** Tells of CRLs in the log of the first host that names them. */
record CrlLog(VirtualHost host) implements CrlEvents {
  @Override
  public void taken(String place, CrlIndex list) {
    log(LogLevel.INFO, "in force: " + text(place, list));
  }

  @Override
  public void unusable(String place, CrlIndex list, CrlFailure why) {
    log(
        LogLevel.ERROR,
        "of no use, " + why.text() + ", so that its clients are refused: " + text(place, list));
  }

  @Override
  public void refused(String place, String why) {
    log(
        LogLevel.ERROR,
        place + " was not taken, and what was read before goes on counting: " + why);
  }

  @Override
  public void notKept(String place, Path file, IOException why) {
    log(
        LogLevel.WARN,
        "%s could not be kept in %s, and a restart will fetch it anew: %s"
            .formatted(place, file, why.getMessage()));
  }

  private void log(LogLevel level, String text) {
    host.log().server(Ssl.LOG, level, "CRL " + text);
  }

  private static String text(String place, CrlIndex list) {
    Instant next = list.nextUpdate();
    return "%s of %s, number %s, %d entries, from %s to %s"
        .formatted(
            place,
            list.issuer().rfc2253Ascii(),
            list.number() == null ? "none" : list.number(),
            list.count(),
            CertificateDetails.time(list.thisUpdate()),
            next == null ? "no end" : CertificateDetails.time(next));
  }
}
