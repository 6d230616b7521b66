package bulla.responder;

import bulla.ca.CertDb;
import bulla.ca.OcspRow;
import bulla.cfssl.CfsslException;
import bulla.pki.CertId;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The answers of certdb, read anew for each request, so that a certificate is good the moment it
 * was issued and revoked the moment it was revoked.
 *
 * <p>Rows are found by serial number and the issuer's key hash, whatever hash that is: the usual
 * rows hold the SHA-1 one, which is the issuer's key identifier.
 */
public record CertDbSource(CertDb db) implements OcspSource {
  @Override
  public Optional<byte[]> answer(CertId certId) throws SourceException {
    try {
      return db.ocspResponse(
              certId.serial().toString(), HexFormat.of().formatHex(certId.issuerKeyHash()))
          .map(OcspRow::body);
    } catch (CfsslException e) {
      throw new SourceException(e.text(), e);
    }
  }
}
