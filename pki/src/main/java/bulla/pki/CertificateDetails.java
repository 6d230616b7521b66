package bulla.pki;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How httpd's error log tells of a certificate, at the end of a line. */
public final class CertificateDetails {
  /** As OpenSSL prints a time: the day is padded with a blank. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss yyyy 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** httpd's log line has 8192 octets; 300 are kept for what is neither message nor name. */
  private static final int ROOM_FOR_NAMES = 8192 - 300;

  private CertificateDetails() {}

  /**
   * The suffix, with its leading blank: {@code [subject: DN / issuer: DN / serial: HEX / notbefore:
   * Feb 1 09:00:00 2026 GMT / notafter: ..]}.
   *
   * @param certificate null if there is none
   * @param messageLength of the line so far; the longer it is, the sooner the names are cut
   */
  public static String suffix(@Nullable Certificate certificate, int messageLength) {
    if (certificate == null) {
      return " [certificate: -not available-]";
    }
    int room = (ROOM_FOR_NAMES - messageLength) / 2;
    return " [subject: %s / issuer: %s / serial: %s / notbefore: %s / notafter: %s]"
        .formatted(
            name(certificate.subject(), room),
            name(certificate.issuer(), room),
            certificate.serialHex(),
            time(certificate.notBefore()),
            time(certificate.notAfter()));
  }

  /** An instant as OpenSSL prints it: {@code Feb 1 09:00:00 2026 GMT}. */
  public static String time(Instant instant) {
    return TIME.format(instant);
  }

  private static String name(Name name, int room) {
    String text = name.rfc2253Ascii();
    if (text.isEmpty()) {
      return "-empty-";
    }
    return text.length() <= room || room < 3 ? text : text.substring(0, room - 3) + "...";
  }
}
