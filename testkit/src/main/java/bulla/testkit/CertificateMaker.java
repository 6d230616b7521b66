package bulla.testkit;

import bulla.pki.CertId;
import bulla.pki.Certificate;
import bulla.pki.KeyRequest;
import bulla.pki.KeyUsage;
import bulla.pki.Name;
import bulla.pki.Pem;
import bulla.pki.PrivateKeys;
import bulla.pki.Signatures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
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
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.jspecify.annotations.Nullable;

/** Makes one certificate, as wrong as a test needs it. For one use by one thread. */
public final class CertificateMaker {
  /** id-kp-serverAuth. */
  public static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

  /** id-kp-clientAuth. */
  public static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

  /** id-kp-OCSPSigning. */
  public static final String OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";

  private final @Nullable TestCa issuer;
  private final List<GeneralName> names = new ArrayList<>();
  private final List<AccessDescription> access = new ArrayList<>();
  private final List<DistributionPoint> crls = new ArrayList<>();
  private final List<String> purposes = new ArrayList<>();
  private X500Name subject;
  private BigInteger serial;
  private Instant notBefore = Instant.now().minus(Duration.ofHours(1));
  private Instant notAfter = Instant.now().plus(Duration.ofDays(30));
  private final List<Extension> others = new ArrayList<>();
  private KeyRequest keyRequest = KeyRequest.DEFAULT;
  private @Nullable KeyPair keyPair;
  private @Nullable String algorithm;
  private int usages;
  private boolean ca;
  private boolean mustStaple;
  private boolean noRevAvail;

  CertificateMaker(String commonName, @Nullable TestCa issuer, BigInteger serial) {
    this.issuer = issuer;
    this.serial = serial;
    this.subject = new X500Name("C=CH,O=Carcano SA,CN=" + commonName);
  }

  /**
   * Another subject, in BouncyCastle's notation, first attribute first: {@code C=CH,O=..,CN=..}.
   */
  public CertificateMaker subject(String name) {
    subject = new X500Name(name);
    return this;
  }

  /** Another subject. */
  public CertificateMaker subject(Name name) {
    subject = name.x500Name();
    return this;
  }

  /** Another serial number. */
  public CertificateMaker serial(long number) {
    serial = BigInteger.valueOf(number);
    return this;
  }

  /** Another period of validity. */
  public CertificateMaker validity(Instant from, Instant to) {
    notBefore = from;
    notAfter = to;
    return this;
  }

  /** Another kind of key. */
  public CertificateMaker key(KeyRequest request) {
    keyRequest = request;
    return this;
  }

  /** A key that was made elsewhere, as weak as it may be. */
  public CertificateMaker key(KeyPair made) {
    keyPair = made;
    return this;
  }

  /** Signed with another algorithm, in JCA's words: {@code SHA1withECDSA}. */
  public CertificateMaker signedWith(String name) {
    algorithm = name;
    return this;
  }

  /** Any extension, whose value need not be what it should. */
  public CertificateMaker extension(String oid, boolean critical, byte... value) {
    others.add(new Extension(new ASN1ObjectIdentifier(oid), critical, value));
    return this;
  }

  /** A DNS name. */
  public CertificateMaker dnsName(String name) {
    names.add(new GeneralName(GeneralName.dNSName, name));
    return this;
  }

  /** An IP address. */
  public CertificateMaker ipAddress(String address) {
    names.add(new GeneralName(GeneralName.iPAddress, address));
    return this;
  }

  /** An OCSP responder. */
  public CertificateMaker ocspUrl(String url) {
    return access(AccessDescription.id_ad_ocsp, url);
  }

  /** Where the issuer's certificate is. */
  public CertificateMaker caIssuersUrl(String url) {
    return access(AccessDescription.id_ad_caIssuers, url);
  }

  /** Where the CRL is. */
  public CertificateMaker crlUrl(String url) {
    GeneralName name = new GeneralName(GeneralName.uniformResourceIdentifier, url);
    DistributionPointName point = new DistributionPointName(new GeneralNames(name));
    crls.add(new DistributionPoint(point, null, null));
    return this;
  }

  /** Who signs the CRL, where it is not the issuer: an indirect CRL. */
  public CertificateMaker crlIssuer(Name signer) {
    GeneralName name = new GeneralName(signer.x500Name());
    crls.add(new DistributionPoint(null, null, new GeneralNames(name)));
    return this;
  }

  /** Extended key usages, as object identifiers. */
  public CertificateMaker extendedKeyUsages(String... oids) {
    purposes.addAll(List.of(oids));
    return this;
  }

  /** Key usages. */
  public CertificateMaker keyUsages(KeyUsage... these) {
    for (KeyUsage each : these) {
      usages |= each.bit();
    }
    return this;
  }

  /** One that must not be shown without a staple (RFC 7633). */
  public CertificateMaker mustStaple() {
    mustStaple = true;
    return this;
  }

  /** One of whose revocation its CA will never tell (RFC 9608). */
  public CertificateMaker noRevAvail() {
    noRevAvail = true;
    return this;
  }

  /** A CA's certificate. */
  public CertificateMaker ca() {
    ca = true;
    return this;
  }

  /** The certificate. */
  public Issued make() {
    KeyPair pair = pair();
    return new Issued(Certificate.of(sign(pair)), pair.getPrivate());
  }

  /** The certificate and its key as PEM, also if it is one that we could not read. */
  public String pem() {
    KeyPair pair = pair();
    try {
      return Pem.encode("CERTIFICATE", sign(pair).getEncoded())
          + PrivateKeys.pem(pair.getPrivate());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private KeyPair pair() {
    return keyPair == null ? PrivateKeys.generate(keyRequest) : keyPair;
  }

  private X509CertificateHolder sign(KeyPair pair) {
    try {
      return signed(pair);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private X509CertificateHolder signed(KeyPair pair) throws IOException {
    SubjectPublicKeyInfo key = SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            issuer == null ? subject : issuer.certificate().subject().x500Name(),
            serial,
            Date.from(notBefore),
            Date.from(notAfter),
            subject,
            key);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
    builder.addExtension(Extension.subjectKeyIdentifier, false, identifier(key));
    if (issuer != null) {
      byte[] id = CertId.of(BigInteger.ONE, issuer.certificate(), CertId.Hash.SHA1).issuerKeyHash();
      builder.addExtension(Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(id));
    }
    if (usages != 0) {
      builder.addExtension(
          Extension.keyUsage, true, new org.bouncycastle.asn1.x509.KeyUsage(usages));
    }
    if (!purposes.isEmpty()) {
      builder.addExtension(Extension.extendedKeyUsage, false, purposes());
    }
    if (mustStaple) {
      builder.addExtension(
          new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24"),
          false,
          new DERSequence(new ASN1Integer(5)));
    }
    if (noRevAvail) {
      builder.addExtension(new ASN1ObjectIdentifier("2.5.29.56"), false, DERNull.INSTANCE);
    }
    addLists(builder);
    for (Extension each : others) {
      builder.addExtension(each);
    }
    PrivateKey signer = issuer == null ? pair.getPrivate() : issuer.key();
    return builder.build(
        algorithm == null ? Signatures.signer(signer) : Signatures.signer(algorithm, signer));
  }

  private void addLists(X509v3CertificateBuilder builder) throws IOException {
    add(
        builder,
        Extension.subjectAlternativeName,
        names,
        () -> new GeneralNames(names.toArray(GeneralName[]::new)));
    add(
        builder,
        Extension.authorityInfoAccess,
        access,
        () -> new AuthorityInformationAccess(access.toArray(AccessDescription[]::new)));
    add(
        builder,
        Extension.cRLDistributionPoints,
        crls,
        () -> new CRLDistPoint(crls.toArray(DistributionPoint[]::new)));
  }

  private static void add(
      X509v3CertificateBuilder builder,
      ASN1ObjectIdentifier oid,
      List<?> list,
      Supplier<ASN1Encodable> value)
      throws IOException {
    if (!list.isEmpty()) {
      builder.addExtension(oid, false, value.get());
    }
  }

  private ExtendedKeyUsage purposes() {
    return new ExtendedKeyUsage(
        purposes.stream()
            .map(ASN1ObjectIdentifier::new)
            .map(KeyPurposeId::getInstance)
            .toArray(KeyPurposeId[]::new));
  }

  private CertificateMaker access(ASN1ObjectIdentifier method, String url) {
    GeneralName name = new GeneralName(GeneralName.uniformResourceIdentifier, url);
    access.add(new AccessDescription(method, name));
    return this;
  }

  /** RFC 5280 4.2.1.2, method 1. */
  private static SubjectKeyIdentifier identifier(SubjectPublicKeyInfo key) {
    try {
      return new SubjectKeyIdentifier(
          MessageDigest.getInstance("SHA-1").digest(key.getPublicKeyData().getOctets()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
