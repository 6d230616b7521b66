package bulla.ca;

import bulla.cfssl.AlternativeNames;
import bulla.cfssl.CfsslException;
import bulla.pki.Certificate;
import bulla.pki.Signatures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.jspecify.annotations.Nullable;

/**
 * All that stands in a certificate but the issuer's part, and how it is encoded: extensions in
 * CFSSL's order. An extra extension suppresses the one of the same kind that would be generated,
 * and keeps its own, later place.
 *
 * @param pathLength -1 for none; of no meaning unless {@code isCa}
 */
record CertificateTemplate(
    X500Name subject,
    SubjectPublicKeyInfo publicKey,
    BigInteger serial,
    Instant notBefore,
    Instant notAfter,
    Usages usages,
    boolean isCa,
    int pathLength,
    AlternativeNames names,
    List<String> issuerUrls,
    String ocspUrl,
    String crlUrl,
    List<Extension> extras) {

  CertificateTemplate {
    issuerUrls = List.copyOf(issuerUrls);
    extras = List.copyOf(extras);
  }

  /**
   * Signs the certificate.
   *
   * @param issuer null for a self-signed one
   */
  Certificate sign(@Nullable Certificate issuer, PrivateKey key) throws CfsslException {
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            issuer == null ? subject : issuer.subject().x500Name(),
            serial,
            Date.from(notBefore),
            Date.from(notAfter),
            subject,
            publicKey);
    try {
      for (Extension extension : generated(issuer)) {
        if (extras.stream().noneMatch(extra -> extra.getExtnId().equals(extension.getExtnId()))) {
          builder.addExtension(extension);
        }
      }
      for (Extension extra : extras) {
        builder.addExtension(extra);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Certificate.of(builder.build(Signatures.signer(key)));
  }

  private List<Extension> generated(@Nullable Certificate issuer)
      throws IOException, CfsslException {
    List<Extension> extensions = new ArrayList<>();
    if (usages.keyUsageBits() != 0) {
      extensions.add(of(Extension.keyUsage, true, new KeyUsage(usages.keyUsageBits())));
    }
    if (!usages.extended().isEmpty()) {
      KeyPurposeId[] purposes = usages.extended().toArray(KeyPurposeId[]::new);
      extensions.add(of(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes)));
    }
    extensions.add(of(Extension.basicConstraints, true, basicConstraints()));
    extensions.add(
        of(Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(keyIdentifier())));
    byte[] authority = issuer == null ? null : issuer.subjectKeyIdentifier();
    if (authority != null) {
      extensions.add(
          of(Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(authority)));
    }
    if (!ocspUrl.isEmpty() || !issuerUrls.isEmpty()) {
      extensions.add(of(Extension.authorityInfoAccess, false, authorityInformation()));
    }
    if (!names.isEmpty()) {
      boolean critical = subject.getRDNs().length == 0;
      extensions.add(of(Extension.subjectAlternativeName, critical, names.toGeneralNames()));
    }
    if (!crlUrl.isEmpty()) {
      extensions.add(of(Extension.cRLDistributionPoints, false, distributionPoints()));
    }
    return extensions;
  }

  private BasicConstraints basicConstraints() {
    return isCa && pathLength >= 0 ? new BasicConstraints(pathLength) : new BasicConstraints(isCa);
  }

  /** RFC 5280 4.2.1.2, method 1. */
  private byte[] keyIdentifier() {
    try {
      return MessageDigest.getInstance("SHA-1").digest(publicKey.getPublicKeyData().getOctets());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  private DERSequence authorityInformation() {
    ASN1EncodableVector descriptions = new ASN1EncodableVector();
    if (!ocspUrl.isEmpty()) {
      descriptions.add(new AccessDescription(AccessDescription.id_ad_ocsp, uri(ocspUrl)));
    }
    for (String url : issuerUrls) {
      descriptions.add(new AccessDescription(AccessDescription.id_ad_caIssuers, uri(url)));
    }
    return new DERSequence(descriptions);
  }

  private CRLDistPoint distributionPoints() {
    DistributionPointName name = new DistributionPointName(new GeneralNames(uri(crlUrl)));
    return new CRLDistPoint(new DistributionPoint[] {new DistributionPoint(name, null, null)});
  }

  private static GeneralName uri(String url) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, url);
  }

  private static Extension of(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value)
      throws IOException {
    return new Extension(
        oid, critical, new DEROctetString(value.toASN1Primitive().getEncoded("DER")));
  }
}
