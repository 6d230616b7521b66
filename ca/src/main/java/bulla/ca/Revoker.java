package bulla.ca;

import bulla.cfssl.CfsslException;
import bulla.cfssl.ErrorCode;
import bulla.pki.CertStatus;
import bulla.pki.CertStatus.Revoked;
import bulla.pki.Certificate;
import bulla.pki.MalformedException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Revokes certificates of a database and keeps its OCSP answers fresh. Thread-safe; blocks. */
public final class Revoker {
  private static final Logger LOG = LoggerFactory.getLogger(Revoker.class);

  private final CertDb db;
  private final InstantSource clock;

  /** Works on a database. */
  public Revoker(CertDb db, InstantSource clock) {
    this.db = db;
    this.clock = clock;
  }

  /**
   * Revokes a certificate; once more overwrites reason and time, as in the original.
   *
   * @param serial decimal digits
   * @param identifier the authority key identifier in any of its forms: hexadecimal digits of
   *     either case, with or without colons
   * @param reason name or number
   * @param ocsp signs the new answer, which replaces the old one in the same transaction; null
   *     leaves the old answer to the next refresh
   */
  public void revoke(String serial, String identifier, String reason, @Nullable OcspSigner ocsp)
      throws CfsslException {
    String digits = normalized(identifier);
    int number = RevocationReason.number(reason);
    Instant now = clock.instant();
    OcspRow answer = null;
    if (ocsp != null) {
      CertificateRow row =
          db.certificate(serial, digits)
              .orElseThrow(
                  () ->
                      new CfsslException(
                          ErrorCode.STORE_NOT_FOUND,
                          "failed to revoke the certificate: certificate not found"));
      answer = ocsp.row(certificate(row), new Revoked(now, withReason(number)), now);
    }
    db.revoke(serial, digits, number, now, answer);
  }

  /**
   * Signs anew the answers for all unexpired certificates of the signer's issuer. Rows of other
   * issuers are left alone; the original stops at the first one. A row that cannot be answered for
   * is logged and does not keep the others waiting.
   *
   * @return how many answers were written
   */
  public int refresh(OcspSigner ocsp) throws CfsslException {
    int written = 0;
    Instant now = clock.instant();
    for (CertificateRow row : db.unexpired(now)) {
      try {
        Certificate certificate = certificate(row);
        if (ocsp.answersFor(certificate)) {
          db.upsert(ocsp.row(certificate, status(row), now));
          written++;
        }
      } catch (CfsslException e) {
        if (e.code() == ErrorCode.STORE_UNKNOWN || e.code() == ErrorCode.STORE_INSERT) {
          throw e;
        }
        LOG.warn("no OCSP answer for serial number {}: {}", row.serial(), e.text());
      }
    }
    return written;
  }

  /** The lower-case digits by which certdb knows a key identifier. */
  public static String normalized(String identifier) {
    return identifier.replace(":", "").toLowerCase(Locale.ROOT);
  }

  private static Certificate certificate(CertificateRow row) throws CfsslException {
    try {
      return Certificate.ofPem(row.pem());
    } catch (MalformedException e) {
      throw new CfsslException(
          ErrorCode.CERTIFICATE_DECODE, "certdb's row holds no certificate", e);
    }
  }

  private static CertStatus status(CertificateRow row) {
    Instant revokedAt = row.revokedAt();
    return row.isRevoked()
        ? new Revoked(revokedAt == null ? Instant.EPOCH : revokedAt, withReason(row.reason()))
        : new CertStatus.Good();
  }

  /** RFC 5280 5.3.1: the reason should be absent rather than unspecified. */
  private static int withReason(int number) {
    return number == 0 ? -1 : number;
  }
}
