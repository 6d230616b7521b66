package bulla.pki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509v2CRLBuilder;

/**
 * Puts together a v2 CRL with the issuer's key identifier. A list without entries has no
 * revokedCertificates at all (RFC 5280 5.1.2.6). For one use by one thread.
 */
public final class CrlBuilder {
  private final X509v2CRLBuilder builder;

  CrlBuilder(Certificate issuer, Instant thisUpdate, Instant nextUpdate) {
    builder = new X509v2CRLBuilder(issuer.subject().x500Name(), Date.from(thisUpdate));
    builder.setNextUpdate(Date.from(nextUpdate));
    byte[] identifier = issuer.subjectKeyIdentifier();
    add(
        Extension.authorityKeyIdentifier,
        new AuthorityKeyIdentifier(
            identifier == null
                ? CertId.of(issuer, issuer, CertId.Hash.SHA1).issuerKeyHash()
                : identifier));
  }

  /** Sets the CRL number (RFC 5280 5.2.3), which must grow from list to list. */
  public CrlBuilder number(BigInteger number) {
    add(Extension.cRLNumber, new ASN1Integer(number));
    return this;
  }

  /**
   * Lists a certificate.
   *
   * @param reason CRLReason; 0 and -1 leave the extension out (RFC 5280 5.3.1)
   */
  public CrlBuilder revoked(BigInteger serial, Instant at, int reason) {
    builder.addCRLEntry(serial, Date.from(at), Math.max(reason, 0));
    return this;
  }

  /** Signs with the issuer's key, by the rules of {@link SignatureAlgorithms#forKey}. */
  public Crl sign(PrivateKey key) {
    return Crl.of(builder.build(Signatures.signer(key)));
  }

  private void add(
      org.bouncycastle.asn1.ASN1ObjectIdentifier oid, org.bouncycastle.asn1.ASN1Encodable value) {
    try {
      builder.addExtension(oid, false, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
