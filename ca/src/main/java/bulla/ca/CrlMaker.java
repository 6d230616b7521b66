package bulla.ca;

import bulla.cfssl.CfsslException;
import bulla.pki.Certificate;
import bulla.pki.Crl;
import bulla.pki.CrlBuilder;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/**
 * Makes an issuer's CRL from certdb: only this issuer's certificates, with reasons and a number, by
 * RFC 5280 5. The original lists every issuer's certificates in every CRL.
 */
public final class CrlMaker {
  /** CFSSL's default for how long a CRL is of use. */
  public static final Duration DEFAULT_VALIDITY = Duration.ofDays(7);

  private CrlMaker() {}

  /**
   * Makes the CRL. Its number is the time in milliseconds, which grows from list to list without
   * anything to remember.
   */
  public static Crl make(
      CertDb db, Certificate issuer, PrivateKey key, Duration validity, Instant now)
      throws CfsslException {
    Instant thisUpdate = now.truncatedTo(ChronoUnit.SECONDS);
    CrlBuilder crl =
        Crl.of(issuer, thisUpdate, thisUpdate.plus(validity))
            .number(BigInteger.valueOf(now.toEpochMilli()));
    byte[] identifier = issuer.subjectKeyIdentifier();
    String digits = identifier == null ? "" : HexFormat.of().formatHex(identifier);
    for (CertificateRow row : db.revokedAndUnexpired(digits, now)) {
      Instant at = row.revokedAt();
      crl.revoked(new BigInteger(row.serial()), at == null ? thisUpdate : at, row.reason());
    }
    return crl.sign(key);
  }
}
