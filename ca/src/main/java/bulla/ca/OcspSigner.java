package bulla.ca;

import bulla.cfssl.CfsslException;
import bulla.cfssl.ErrorCode;
import bulla.pki.CertId;
import bulla.pki.CertStatus;
import bulla.pki.Certificate;
import bulla.pki.OcspResponse;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Signs OCSP answers for one issuer's certificates. Thread-safe; no clock.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6960">RFC 6960</a>
 */
public final class OcspSigner {
  /** CFSSL's default for how long an answer is of use. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofDays(4);

  private final Certificate issuer;
  private final Certificate responder;
  private final PrivateKey key;
  private final Duration interval;

  /**
   * Makes a signer.
   *
   * @throws CfsslException if the key is not the responder's, or the responder may not speak for
   *     the issuer
   */
  public OcspSigner(Certificate issuer, Certificate responder, PrivateKey key, Duration interval)
      throws CfsslException {
    if (!CaFiles.areAPair(key, responder)) {
      throw new CfsslException(
          ErrorCode.KEY_MISMATCH, "the OCSP key is not that of " + responder.subject().rfc2253());
    }
    if (!responder.equals(issuer) && !responder.isSignedBy(issuer)) {
      throw new CfsslException(
          ErrorCode.OCSP_ISSUER_MISMATCH,
          "the OCSP responder's certificate is not signed by " + issuer.subject().rfc2253());
    }
    if (interval.isNegative() || interval.isZero()) {
      throw new CfsslException(ErrorCode.OCSP_INVALID_STATUS, "the OCSP interval must be positive");
    }
    this.issuer = issuer;
    this.responder = responder;
    this.key = key;
    this.interval = interval;
  }

  /** The signer that a signing configuration names. */
  public static OcspSigner of(SigningConfiguration.Ocsp files) throws CfsslException {
    return new OcspSigner(
        CaFiles.certificate(files.caCertificate()),
        CaFiles.certificate(files.responderCertificate()),
        CaFiles.key(files.key(), null),
        files.interval());
  }

  /** Whether it can answer for a certificate: the issuer's name is the certificate's. */
  public boolean answersFor(Certificate certificate) {
    return certificate.issuer().equals(issuer.subject());
  }

  /**
   * Signs an answer. thisUpdate is the hour's beginning, producedAt the minute's, as CFSSL has
   * them; with an interval of less than two hours both count from the minute, so that no answer is
   * past when it is made.
   *
   * @throws CfsslException 8100 if the certificate has another issuer, 8200 if the issuer did not
   *     sign it
   */
  public OcspResponse sign(
      Certificate certificate, CertStatus status, CertId.Hash hash, Instant now)
      throws CfsslException {
    if (!answersFor(certificate)) {
      throw new CfsslException(
          ErrorCode.OCSP_ISSUER_MISMATCH, "certificate not issued by this issuer");
    }
    if (!certificate.isSignedBy(issuer)) {
      throw new CfsslException(
          ErrorCode.OCSP_INVALID_STATUS, "the issuer's key did not sign this certificate");
    }
    boolean shortLived = interval.compareTo(Duration.ofHours(2)) < 0;
    Instant thisUpdate = now.truncatedTo(shortLived ? ChronoUnit.MINUTES : ChronoUnit.HOURS);
    return OcspResponse.signedBy(responder, issuer, now.truncatedTo(ChronoUnit.MINUTES))
        .answer(CertId.of(certificate, issuer, hash), status, thisUpdate, thisUpdate.plus(interval))
        .sign(key);
  }

  /** The answer as a row of certdb, for SHA-1 ids, which clients ask by. */
  OcspRow row(Certificate certificate, CertStatus status, Instant now) throws CfsslException {
    return new OcspRow(
        certificate.serial().toString(),
        CertificateRow.authorityKeyIdentifier(certificate),
        sign(certificate, status, CertId.Hash.SHA1, now).der(),
        now.plus(interval));
  }
}
