package bulla.ca;

import bulla.cfssl.Json;
import bulla.pki.Certificate;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * One row of certdb's {@code certificates}.
 *
 * @param serial decimal digits
 * @param authorityKeyIdentifier lower-case hexadecimal digits without colons; empty if there is
 *     none
 * @param caLabel the label asked for; empty for none
 * @param status {@code good} or {@code revoked}
 * @param reason RFC 5280's reason code; 0 for a good one
 * @param revokedAt null for a good one
 * @param metadata JSON text
 * @param sans JSON list of the DNS names
 */
public record CertificateRow(
    String serial,
    String authorityKeyIdentifier,
    String caLabel,
    String status,
    int reason,
    Instant expiry,
    @Nullable Instant revokedAt,
    String pem,
    @Nullable Instant issuedAt,
    @Nullable Instant notBefore,
    String metadata,
    String sans,
    String commonName) {

  static final String GOOD = "good";
  static final String REVOKED = "revoked";

  /** The row of a certificate just issued. */
  static CertificateRow issued(
      Certificate certificate, String label, @Nullable Object metadata, Instant now) {
    return new CertificateRow(
        certificate.serial().toString(),
        authorityKeyIdentifier(certificate),
        label,
        GOOD,
        0,
        certificate.notAfter(),
        null,
        certificate.pem(),
        now,
        certificate.notBefore(),
        Json.write(metadata),
        Json.write(certificate.dnsNames()),
        certificate.subject().values("CN").stream().reduce("", (first, last) -> last));
  }

  /** Whether it was revoked. */
  public boolean isRevoked() {
    return status.equals(REVOKED);
  }

  /** The form of the column: lower-case digits, empty if the certificate names no key. */
  static String authorityKeyIdentifier(Certificate certificate) {
    byte[] identifier = certificate.authorityKeyIdentifier();
    return identifier == null ? "" : HexFormat.of().formatHex(identifier);
  }
}
