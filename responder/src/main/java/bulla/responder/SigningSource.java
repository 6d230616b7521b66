package bulla.responder;

import bulla.ca.CertDb;
import bulla.ca.CertificateRow;
import bulla.ca.OcspSigner;
import bulla.cfssl.CfsslException;
import bulla.pki.CertId;
import bulla.pki.CertStatus;
import bulla.pki.Certificate;
import bulla.pki.MalformedException;
import bulla.pki.OcspResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;

/**
 * certdb's answers where the issuer and its OCSP signer are at hand: a question that names the
 * issuer by SHA-256 (RFC 6960 4.3 has clients move there) has no row of its own, so its answer is
 * signed when it is asked for. Who asks for the other questions gets certdb's rows.
 */
public record SigningSource(CertDb db, Certificate issuer, OcspSigner signer, InstantSource clock)
    implements OcspSource {
  @Override
  public Optional<byte[]> answer(CertId certId) throws SourceException {
    CertId usual = CertId.of(certId.serial(), issuer, CertId.Hash.SHA1);
    CertId sha256 = CertId.of(certId.serial(), issuer, CertId.Hash.SHA256);
    if (!certId.equals(sha256)) {
      return new CertDbSource(db).answer(certId);
    }
    try {
      String serial = certId.serial().toString();
      String identifier = HexFormat.of().formatHex(usual.issuerKeyHash());
      Optional<CertificateRow> row = db.certificate(serial, identifier);
      return row.isEmpty() ? Optional.empty() : Optional.of(sign(row.get()).der());
    } catch (CfsslException | MalformedException e) {
      throw new SourceException(String.valueOf(e.getMessage()), e);
    }
  }

  private OcspResponse sign(CertificateRow row) throws CfsslException {
    return signer.sign(
        Certificate.ofPem(row.pem()), status(row), CertId.Hash.SHA256, clock.instant());
  }

  private static CertStatus status(CertificateRow row) {
    if (!row.isRevoked()) {
      return new CertStatus.Good();
    }
    Instant at = row.revokedAt();
    return new CertStatus.Revoked(
        at == null ? Instant.EPOCH : at, row.reason() == 0 ? -1 : row.reason());
  }
}
