package bulla.pki;

import java.security.PrivateKey;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.RevokedInfo;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.jspecify.annotations.Nullable;

/**
 * Puts together a signed OCSP response: the responder by name, its certificate inside unless it is
 * the issuer. For one use by one thread. Times are cut to seconds, as GeneralizedTime has them.
 */
public final class OcspResponseBuilder {
  private final Certificate responder;
  private final Certificate issuer;
  private final Instant producedAt;
  private final BasicOCSPRespBuilder builder;

  OcspResponseBuilder(Certificate responder, Certificate issuer, Instant producedAt) {
    this.responder = responder;
    this.issuer = issuer;
    this.producedAt = producedAt;
    this.builder = new BasicOCSPRespBuilder(new RespID(responder.subject().x500Name()));
  }

  /** Says something of one certificate. */
  public OcspResponseBuilder answer(
      CertId certId, CertStatus status, Instant thisUpdate, @Nullable Instant nextUpdate) {
    builder.addResponse(
        new CertificateID(certId.toAsn1()),
        status(status),
        Date.from(thisUpdate),
        nextUpdate == null ? null : Date.from(nextUpdate),
        null);
    return this;
  }

  /** Echoes a nonce; null echoes none. */
  public OcspResponseBuilder nonce(byte @Nullable [] nonce) {
    if (nonce != null) {
      builder.setResponseExtensions(
          new org.bouncycastle.asn1.x509.Extensions(
              new Extension(
                  OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, OcspNonce.encode(nonce))));
    }
    return this;
  }

  /** Signs with the responder's key, by the rules of {@link SignatureAlgorithms#forOcsp}. */
  public OcspResponse sign(PrivateKey key) {
    X509CertificateHolder[] chain =
        responder.equals(issuer)
            ? new X509CertificateHolder[0]
            : new X509CertificateHolder[] {responder.holder()};
    try {
      return OcspResponse.of(
          new OCSPRespBuilder()
              .build(
                  OCSPRespBuilder.SUCCESSFUL,
                  builder.build(
                      Signatures.signer(SignatureAlgorithms.forOcsp(key), key),
                      chain,
                      Date.from(producedAt)))
              .toASN1Structure());
    } catch (OCSPException e) {
      throw new IllegalStateException("the OCSP response cannot be encoded or signed", e);
    }
  }

  private static @Nullable CertificateStatus status(CertStatus status) {
    return switch (status) {
      case CertStatus.Good good -> CertificateStatus.GOOD;
      case CertStatus.Unknown unknown -> new UnknownStatus();
      case CertStatus.Revoked(Instant at, int reason) ->
          new RevokedStatus(
              new RevokedInfo(
                  new ASN1GeneralizedTime(Date.from(at)),
                  reason < 0 ? null : CRLReason.lookup(reason)));
    };
  }
}
