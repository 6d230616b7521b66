package bulla.pki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * An X.509 certificate (RFC 5280 4.1). Immutable, safe for any thread, equal by its octets. The
 * extensions that we read are decoded at once, so that no accessor fails later.
 */
public final class Certificate {
  private static final Set<String> LABELS =
      Set.of("CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE");

  private final byte[] der;
  private final X509CertificateHolder holder;
  private final Name subject;
  private final Name issuer;
  private final Instant notBefore;
  private final Instant notAfter;
  private final Extensions extensions;
  private final boolean requiresStaple;
  private final int hash;

  private Certificate(byte[] der, X509CertificateHolder holder) {
    this.der = der;
    this.holder = holder;
    this.subject = Name.of(holder.getSubject());
    this.issuer = Name.of(holder.getIssuer());
    this.notBefore = holder.getNotBefore().toInstant();
    this.notAfter = holder.getNotAfter().toInstant();
    this.extensions = Extensions.of(holder.getExtensions(), issuer);
    this.requiresStaple = TlsFeatures.of(holder).contains(TlsFeatures.STATUS_REQUEST);
    this.hash = Arrays.hashCode(der);
  }

  /**
   * Reads a DER certificate.
   *
   * @throws MalformedException if it is none
   */
  public static Certificate ofDer(byte[] der) {
    byte[] own = der.clone();
    return MalformedException.decoding(
        "a DER certificate", own, () -> new Certificate(own, new X509CertificateHolder(own)));
  }

  /**
   * The first certificate of a PEM text.
   *
   * @throws PemException if there is none
   */
  public static Certificate ofPem(String text) {
    return allOfPem(text).stream()
        .findFirst()
        .orElseThrow(() -> new PemException("expected a CERTIFICATE in the PEM text, got none"));
  }

  /** All certificates of a PEM text, in order; other blocks are skipped. May be empty. */
  public static List<Certificate> allOfPem(String text) {
    return Pem.blocks(text).stream()
        .filter(block -> LABELS.contains(block.label()))
        .map(block -> ofDer(withoutTrust(block)))
        .toList();
  }

  /** The certificate that a BouncyCastle builder made. */
  public static Certificate of(X509CertificateHolder holder) {
    try {
      return ofDer(holder.getEncoded());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The octets; the caller's own copy. */
  public byte[] der() {
    return der.clone();
  }

  /** The certificate as a PEM block, ending in a newline. */
  public String pem() {
    return Pem.encode("CERTIFICATE", der);
  }

  /** Whom the certificate speaks of. */
  public Name subject() {
    return subject;
  }

  /** Who signed it. */
  public Name issuer() {
    return issuer;
  }

  /** The serial number, unique under its issuer. */
  public BigInteger serial() {
    return holder.getSerialNumber();
  }

  /** The serial number in upper-case hexadecimal with an even number of digits: {@code 0AAF}. */
  public String serialHex() {
    String digits = serial().abs().toString(16).toUpperCase(Locale.ROOT);
    return (serial().signum() < 0 ? "-" : "") + (digits.length() % 2 == 0 ? "" : "0") + digits;
  }

  /** The first instant of validity. */
  public Instant notBefore() {
    return notBefore;
  }

  /** The last instant of validity. */
  public Instant notAfter() {
    return notAfter;
  }

  /** Whether {@code instant} lies in the period of validity, both ends included. */
  public boolean isValidAt(Instant instant) {
    return !instant.isBefore(notBefore) && !instant.isAfter(notAfter);
  }

  /** The DER of its SubjectPublicKeyInfo (RFC 5280 4.1.2.7). */
  public byte[] subjectPublicKeyInfo() {
    try {
      return holder.getSubjectPublicKeyInfo().getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The subject's public key.
   *
   * @throws MalformedException if the key is of a kind that nobody here knows
   */
  public PublicKey publicKey() {
    return PublicKeys.of(holder.getSubjectPublicKeyInfo());
  }

  /** The subject key identifier, or null if absent. */
  public byte @Nullable [] subjectKeyIdentifier() {
    byte[] identifier = extensions.subjectKeyIdentifier();
    return identifier == null ? null : identifier.clone();
  }

  /** The key identifier inside of the authority key identifier, or null if absent. */
  public byte @Nullable [] authorityKeyIdentifier() {
    byte[] identifier = extensions.authorityKeyIdentifier();
    return identifier == null ? null : identifier.clone();
  }

  /** OCSP responders of the authority information access, in order. */
  public List<String> ocspUrls() {
    return extensions.ocspUrls();
  }

  /** Where the issuer's certificate can be had: caIssuers of the authority information access. */
  public List<String> caIssuersUrls() {
    return extensions.caIssuersUrls();
  }

  /** Where the CRL can be had: the full names of the CRL distribution points. */
  public List<String> crlUrls() {
    return extensions.distributionPoints().stream()
        .flatMap(point -> point.urls().stream())
        .toList();
  }

  /** The CRL distribution points, in order. */
  public List<DistributionPoint> distributionPoints() {
    return extensions.distributionPoints();
  }

  /** DNS names of the subject alternative name. */
  public List<String> dnsNames() {
    return extensions.alternativeNames(GeneralName.dNSName);
  }

  /** IP addresses of the subject alternative name as text (IPv6 in RFC 5952's form). */
  public List<String> ipAddresses() {
    return extensions.alternativeNames(GeneralName.iPAddress);
  }

  /** E-mail addresses of the subject alternative name. */
  public List<String> emailAddresses() {
    return extensions.alternativeNames(GeneralName.rfc822Name);
  }

  /** URIs of the subject alternative name. */
  public List<String> uris() {
    return extensions.alternativeNames(GeneralName.uniformResourceIdentifier);
  }

  /** Whether basicConstraints says CA. */
  public boolean isCa() {
    return extensions.isCa();
  }

  /** basicConstraints' path length, or -1 if there is none. */
  public int pathLength() {
    return extensions.pathLength();
  }

  /** The key usages; all of them if the extension is absent (RFC 5280 4.2.1.3). */
  public Set<KeyUsage> keyUsages() {
    return Stream.of(KeyUsage.values())
        .filter(usage -> (extensions.keyUsageBits() & usage.bit()) != 0)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The extended key usages as dotted object identifiers; empty if the extension is absent. */
  public List<String> extendedKeyUsages() {
    return extensions.extendedKeyUsages();
  }

  /** Whether a server must staple when it shows it: the TLS feature status_request (RFC 7633). */
  public boolean requiresStaple() {
    return requiresStaple;
  }

  /**
   * Whether an OCSP signer's certificate says that it need not be checked itself for as long as it
   * is valid (id-pkix-ocsp-nocheck, RFC 6960 4.2.2.2.1).
   */
  public boolean hasOcspNoCheck() {
    return extensions.ocspNoCheck();
  }

  /**
   * Whether its CA says that it will never tell of the certificate's revocation (noRevAvail, RFC
   * 9608 2).
   */
  public boolean hasNoRevAvail() {
    return extensions.noRevAvail();
  }

  /**
   * Whether the certificate says that nothing will be told of its revocation, and where it is told
   * or that it is a CA's: such a one is to be taken for invalid (RFC 9608 3).
   */
  public boolean contradictsNoRevAvail() {
    return extensions.noRevAvail()
        && (isCa()
            || extensions.freshestCrl()
            || !extensions.distributionPoints().isEmpty()
            || !ocspUrls().isEmpty());
  }

  /** Whether subject and issuer are the same name. */
  public boolean isSelfIssued() {
    return subject.equals(issuer);
  }

  /** Whether {@code issuer} has the name of this one's issuer and its key made the signature. */
  public boolean isSignedBy(Certificate issuer) {
    return isSignedBy(issuer, Signatures.JAVA);
  }

  /** The same, verified by somebody else. */
  public boolean isSignedBy(Certificate issuer, SignatureVerifier verifier) {
    return this.issuer.equals(issuer.subject)
        && namesOneAlgorithm()
        && verifier.holds(issuer, signedContent());
  }

  /** RFC 5280 4.1.1.2: the algorithm that is signed is the one that stands beside the signature. */
  private boolean namesOneAlgorithm() {
    AlgorithmIdentifier within = holder.toASN1Structure().getTBSCertificate().getSignature();
    AlgorithmIdentifier beside = holder.getSignatureAlgorithm();
    return within.getAlgorithm().equals(beside.getAlgorithm())
        && parameters(within).equals(parameters(beside));
  }

  /** RFC 4055 5: absent and NULL mean the same. */
  private static ASN1Primitive parameters(AlgorithmIdentifier algorithm) {
    return algorithm.getParameters() == null
        ? DERNull.INSTANCE
        : algorithm.getParameters().toASN1Primitive();
  }

  private SignedContent signedContent() {
    try {
      return new SignedContent(
          holder.toASN1Structure().getTBSCertificate().getEncoded(ASN1Encoding.DER),
          holder.getSignatureAlgorithm(),
          holder.getSignature());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** OpenSSL's TRUSTED CERTIFICATE has its own notes after the certificate; we have no use. */
  private static byte[] withoutTrust(Pem.Block block) {
    if (!block.label().equals("TRUSTED CERTIFICATE")) {
      return block.der();
    }
    return MalformedException.decoding(
        "a DER certificate",
        block.der(),
        () -> {
          ASN1Primitive first = new ASN1InputStream(block.der()).readObject();
          return first == null ? block.der() : first.getEncoded();
        });
  }

  /** For builders and decoders that take BouncyCastle's value. */
  public X509CertificateHolder holder() {
    return holder;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Certificate that && Arrays.equals(der, that.der);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return "certificate " + serialHex() + " of " + subject;
  }
}
