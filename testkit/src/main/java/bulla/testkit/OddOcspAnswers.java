package bulla.testkit;

import bulla.pki.CertId;
import bulla.pki.Certificate;
import bulla.pki.KeyRequest;
import bulla.pki.OcspRequest;
import bulla.pki.SignatureAlgorithms;
import bulla.pki.Signatures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.ResponderID;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.jspecify.annotations.Nullable;

/** Answers that no responder of ours can be brought to make, put together field by field. */
final class OddOcspAnswers {
  private static final Duration LIFE = Duration.ofHours(1);
  private static final ASN1ObjectIdentifier NOBODY_KNOWS =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1");
  private static final int NESTED = 200_000;

  private final TestCa ca;
  private final Issued delegate;
  private final OcspRequest request;
  private final Instant now;

  OddOcspAnswers(TestCa ca, Issued delegate, OcspRequest request, Instant now) {
    this.ca = ca;
    this.delegate = delegate;
    this.request = request;
    this.now = now;
  }

  /** The responder is named by its key's hash. */
  byte[] byKey() {
    byte[] hash =
        CertId.of(BigInteger.ONE, delegate.certificate(), CertId.Hash.SHA1).issuerKeyHash();
    return signed(
        delegate,
        good(new RespID(new ResponderID(new DEROctetString(hash))), null),
        SignatureAlgorithms.forOcsp(delegate.key()),
        List.of());
  }

  /** Signed with MD5 by a delegate that has the right to sign. */
  byte[] withMd5() {
    Issued rsa =
        ca.issue("MD5 signer")
            .key(new KeyRequest("rsa", 2048))
            .extendedKeyUsages(CertificateMaker.OCSP_SIGNING)
            .make();
    return signed(rsa, good(name(rsa), null), "MD5withRSA", List.of());
  }

  /** With a critical extension of the response that nobody knows. */
  byte[] withCriticalExtension() {
    return signed(
        delegate,
        good(name(delegate), null),
        SignatureAlgorithms.forOcsp(delegate.key()),
        List.of(critical()));
  }

  /** With a critical extension of the one answer that nobody knows. */
  byte[] withCriticalSingleExtension() {
    return signed(
        delegate,
        good(name(delegate), new Extensions(critical())),
        SignatureAlgorithms.forOcsp(delegate.key()),
        List.of());
  }

  /** Says first good and then revoked of the same certificate. */
  byte[] goodAndRevoked() {
    BasicOCSPRespBuilder builder = good(name(delegate), null);
    add(builder, new RevokedStatus(Date.from(now.minusSeconds(60)), 1), null);
    return signed(delegate, builder, SignatureAlgorithms.forOcsp(delegate.key()), List.of());
  }

  /** The signer's certificate stands behind many others that have its name. */
  byte[] behindManyCertificates(int count) {
    List<Certificate> others = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      others.add(TestCa.root("Nobody").ocspSigner("OCSP signer").certificate());
    }
    others.add(delegate.certificate());
    return signed(
        delegate.key(),
        others,
        good(name(delegate), null),
        SignatureAlgorithms.forOcsp(delegate.key()),
        List.of());
  }

  /** SEQUENCEs within SEQUENCEs, deeper than any stack. */
  static byte[] nested() {
    byte[] octets = new byte[2 * NESTED];
    for (int i = 0; i < octets.length; i += 2) {
      octets[i] = 0x30;
      octets[i + 1] = (byte) 0x80;
    }
    return octets;
  }

  private BasicOCSPRespBuilder good(RespID responder, @Nullable Extensions ofAnswer) {
    BasicOCSPRespBuilder builder = new BasicOCSPRespBuilder(responder);
    add(builder, CertificateStatus.GOOD, ofAnswer);
    return builder;
  }

  private void add(
      BasicOCSPRespBuilder builder,
      @Nullable CertificateStatus status,
      @Nullable Extensions extensions) {
    CertId asked = request.certIds().getFirst();
    CertID id =
        new CertID(
            new AlgorithmIdentifier(new ASN1ObjectIdentifier(asked.hashOid()), DERNull.INSTANCE),
            new DEROctetString(asked.issuerNameHash()),
            new DEROctetString(asked.issuerKeyHash()),
            new ASN1Integer(asked.serial()));
    builder.addResponse(
        new CertificateID(id), status, Date.from(now), Date.from(now.plus(LIFE)), extensions);
  }

  private byte[] signed(
      Issued signer, BasicOCSPRespBuilder builder, String algorithm, List<Extension> extensions) {
    return signed(signer.key(), List.of(signer.certificate()), builder, algorithm, extensions);
  }

  private byte[] signed(
      PrivateKey key,
      List<Certificate> certificates,
      BasicOCSPRespBuilder builder,
      String algorithm,
      List<Extension> extensions) {
    List<Extension> all = new ArrayList<>(extensions);
    byte[] sent = request.nonce();
    try {
      if (sent != null) {
        all.add(
            new Extension(
                OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
                false,
                new DEROctetString(sent).getEncoded()));
      }
      if (!all.isEmpty()) {
        builder.setResponseExtensions(new Extensions(all.toArray(Extension[]::new)));
      }
      return new OCSPRespBuilder()
          .build(
              OCSPRespBuilder.SUCCESSFUL,
              builder.build(
                  Signatures.signer(algorithm, key),
                  certificates.stream()
                      .map(Certificate::holder)
                      .toArray(X509CertificateHolder[]::new),
                  Date.from(now)))
          .getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (OCSPException e) {
      throw new IllegalStateException("the odd answer cannot be made", e);
    }
  }

  private static RespID name(Issued signer) {
    return new RespID(signer.certificate().subject().x500Name());
  }

  private static Extension critical() {
    return new Extension(NOBODY_KNOWS, true, new byte[] {5, 0});
  }
}
