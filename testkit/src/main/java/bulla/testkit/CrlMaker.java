package bulla.testkit;

import bulla.pki.CertId;
import bulla.pki.Name;
import bulla.pki.Pem;
import bulla.pki.Signatures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.ReasonFlags;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Makes one CRL, as wrong as a test needs it: of an hour ago, for a day, with number 1, for all
 * certificates of its issuer. For one use by one thread.
 */
public final class CrlMaker {
  /** An extension that nobody knows. */
  private static final ASN1ObjectIdentifier UNKNOWN =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.55555.1");

  private final X509v2CRLBuilder builder;
  private Instant thisUpdate = now().minus(Duration.ofHours(1));
  private Instant nextUpdate = now().plus(Duration.ofDays(1));
  private boolean lasting;
  private long number = 1;
  private byte[] keyIdentifier;
  private PrivateKey key;

  private CrlMaker(Issued signer) {
    this.key = signer.key();
    this.keyIdentifier = identifier(signer);
    this.builder =
        new X509v2CRLBuilder(signer.certificate().subject().x500Name(), Date.from(thisUpdate));
  }

  /** Starts a CRL of a CA. */
  public static CrlMaker of(TestCa ca) {
    return by(new Issued(ca.certificate(), ca.key()));
  }

  /** Starts a CRL of whoever has this certificate. */
  public static CrlMaker by(Issued signer) {
    return new CrlMaker(signer);
  }

  /** Another period. */
  public CrlMaker period(Instant from, Instant to) {
    thisUpdate = from;
    nextUpdate = to;
    return this;
  }

  /** No nextUpdate. */
  public CrlMaker withoutEnd() {
    lasting = true;
    return this;
  }

  /** Another CRL number. */
  public CrlMaker number(long value) {
    number = value;
    return this;
  }

  /** Makes it a delta CRL to the one of this number. */
  public CrlMaker deltaTo(long base) {
    return extension(Extension.deltaCRLIndicator, true, new ASN1Integer(base));
  }

  /** Signs with another's key under the issuer's name. */
  public CrlMaker signedWith(PrivateKey other) {
    key = other;
    return this;
  }

  /** The authority key identifier of another. */
  public CrlMaker keyIdentifierOf(Issued other) {
    keyIdentifier = identifier(other);
    return this;
  }

  /** Lists a certificate, revoked an hour ago; the reason is left out if it is 0. */
  public CrlMaker revoked(Issued certificate, int reason) {
    return revoked(certificate.certificate().serial(), reason);
  }

  /** Lists a serial number. */
  public CrlMaker revoked(BigInteger serial, int reason) {
    builder.addCRLEntry(serial, Date.from(now().minus(Duration.ofHours(1))), reason);
    return this;
  }

  /** Lists another CA's certificate: the CRL has to be an indirect one. */
  public CrlMaker revokedOf(Name issuer, BigInteger serial) {
    GeneralNames names = new GeneralNames(new GeneralName(issuer.x500Name()));
    return entry(serial, Extension.certificateIssuer, names);
  }

  /** Lists a serial number with a critical extension that nobody knows. */
  public CrlMaker revokedWithUnknown(BigInteger serial) {
    return entry(serial, UNKNOWN, new DERUTF8String("?"));
  }

  /** A critical extension that nobody knows. */
  public CrlMaker unknownCritical() {
    return extension(UNKNOWN, true, new DERUTF8String("?"));
  }

  /** For end entities' certificates alone. */
  public CrlMaker usersOnly() {
    return scope(null, true, false, null, false);
  }

  /** For CAs' certificates alone. */
  public CrlMaker authoritiesOnly() {
    return scope(null, false, true, null, false);
  }

  /** For certificates that name this place. */
  public CrlMaker at(String url) {
    return scope(url, false, false, null, false);
  }

  /** For some reasons alone, bits of {@link ReasonFlags}. */
  public CrlMaker reasons(int flags) {
    return scope(null, false, false, new ReasonFlags(flags), false);
  }

  /** For certificates of other issuers too. */
  public CrlMaker indirect() {
    return scope(null, false, false, null, true);
  }

  /** The CRL in DER. */
  public byte[] der() {
    builder.setThisUpdate(Date.from(thisUpdate));
    if (!lasting) {
      builder.setNextUpdate(Date.from(nextUpdate));
    }
    extension(Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(keyIdentifier));
    extension(Extension.cRLNumber, false, new ASN1Integer(number));
    try {
      return builder.build(Signatures.signer(key)).getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The CRL in PEM. */
  public String pem() {
    return Pem.encode("X509 CRL", der());
  }

  private CrlMaker scope(
      @Nullable String url,
      boolean users,
      boolean authorities,
      @Nullable ReasonFlags reasons,
      boolean indirect) {
    DistributionPointName name =
        url == null
            ? null
            : new DistributionPointName(
                new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, url)));
    return extension(
        Extension.issuingDistributionPoint,
        true,
        new IssuingDistributionPoint(name, users, authorities, reasons, indirect, false));
  }

  private CrlMaker entry(BigInteger serial, ASN1ObjectIdentifier oid, ASN1Encodable value) {
    try {
      ExtensionsGenerator extensions = new ExtensionsGenerator();
      extensions.addExtension(Extension.reasonCode, false, CRLReason.lookup(1));
      extensions.addExtension(oid, true, value);
      Extensions all = extensions.generate();
      builder.addCRLEntry(serial, Date.from(now().minus(Duration.ofHours(1))), all);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CrlMaker extension(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    try {
      builder.addExtension(oid, critical, value);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] identifier(Issued signer) {
    return CertId.of(BigInteger.ONE, signer.certificate(), CertId.Hash.SHA1).issuerKeyHash();
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }
}
