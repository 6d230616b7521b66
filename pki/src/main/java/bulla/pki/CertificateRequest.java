package bulla.pki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.jspecify.annotations.Nullable;

/** A PKCS#10 certification request (RFC 2986). Immutable. */
public final class CertificateRequest {
  private static final Set<String> LABELS =
      Set.of("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST");

  private final byte[] der;
  private final PKCS10CertificationRequest request;
  private final Name subject;
  private final List<RequestedExtension> requested;
  private final Extensions extensions;

  private CertificateRequest(byte[] der) throws IOException {
    this.der = der;
    this.request = new PKCS10CertificationRequest(der);
    this.subject = Name.of(request.getSubject());
    var raw = requested(request);
    this.requested =
        raw == null
            ? List.of()
            : Stream.of(raw.getExtensionOIDs())
                .map(raw::getExtension)
                .map(
                    each ->
                        new RequestedExtension(
                            each.getExtnId().getId(),
                            each.isCritical(),
                            each.getExtnValue().getOctets()))
                .toList();
    this.extensions = Extensions.of(raw, subject);
  }

  /**
   * An extension that the request asks for.
   *
   * @param value the DER inside of the extension's OCTET STRING
   */
  public record RequestedExtension(String oid, boolean critical, byte[] value) {}

  /**
   * Reads a DER request.
   *
   * @throws MalformedException if it is none
   */
  public static CertificateRequest ofDer(byte[] der) {
    byte[] own = der.clone();
    return MalformedException.decoding(
        "a DER certificate request", own, () -> new CertificateRequest(own));
  }

  /**
   * The first request of a PEM text.
   *
   * @throws PemException if there is none
   */
  public static CertificateRequest ofPem(String text) {
    return Pem.blocks(text).stream()
        .filter(block -> LABELS.contains(block.label()))
        .findFirst()
        .map(block -> ofDer(block.der()))
        .orElseThrow(
            () -> new PemException("expected a CERTIFICATE REQUEST in the PEM text, got none"));
  }

  /**
   * Makes a request. As CFSSL's, it always has the extensionRequest attribute, empty if nothing is
   * asked for.
   *
   * @param extensions what to ask for; may be empty
   */
  public static CertificateRequest sign(
      X500Name subject,
      PublicKey publicKey,
      PrivateKey key,
      List<org.bouncycastle.asn1.x509.Extension> extensions) {
    PKCS10CertificationRequest request =
        new PKCS10CertificationRequestBuilder(
                subject, SubjectPublicKeyInfo.getInstance(publicKey.getEncoded()))
            .addAttribute(
                PKCSObjectIdentifiers.pkcs_9_at_extensionRequest,
                new DERSequence(extensions.toArray(org.bouncycastle.asn1.x509.Extension[]::new)))
            .build(Signatures.signer(key));
    try {
      return ofDer(request.toASN1Structure().getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The octets; the caller's own copy. */
  public byte[] der() {
    return der.clone();
  }

  /** The request as a PEM block, ending in a newline. */
  public String pem() {
    return Pem.encode("CERTIFICATE REQUEST", der);
  }

  /** Whom the certificate shall speak of. */
  public Name subject() {
    return subject;
  }

  /**
   * The key to certify.
   *
   * @throws MalformedException if the key is of a kind that nobody here knows
   */
  public PublicKey publicKey() {
    return PublicKeys.of(request.getSubjectPublicKeyInfo());
  }

  /** The extensions asked for, in order. */
  public List<RequestedExtension> extensions() {
    return requested;
  }

  /** DNS names asked for. */
  public List<String> dnsNames() {
    return extensions.alternativeNames(GeneralName.dNSName);
  }

  /** IP addresses asked for, as text. */
  public List<String> ipAddresses() {
    return extensions.alternativeNames(GeneralName.iPAddress);
  }

  /** E-mail addresses asked for. */
  public List<String> emailAddresses() {
    return extensions.alternativeNames(GeneralName.rfc822Name);
  }

  /** URIs asked for. */
  public List<String> uris() {
    return extensions.alternativeNames(GeneralName.uniformResourceIdentifier);
  }

  /** Whether it asks for a CA certificate. */
  public boolean requestsCa() {
    return extensions.isCa();
  }

  /** The path length asked for, or -1 if none. */
  public int requestedPathLength() {
    return extensions.pathLength();
  }

  /** Whether its own key made its signature: the proof of possession. */
  public boolean verifiesItself() {
    try {
      return Signatures.holds(publicKey(), request::isSignatureValid);
    } catch (MalformedException e) {
      return false;
    }
  }

  /** For builders and decoders that take BouncyCastle's value. */
  public PKCS10CertificationRequest holder() {
    return request;
  }

  /** CFSSL writes the attribute even when it asks for nothing: an empty SEQUENCE, no extensions. */
  private static org.bouncycastle.asn1.x509.@Nullable Extensions requested(
      PKCS10CertificationRequest request) {
    for (Attribute attribute :
        request.getAttributes(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest)) {
      if (attribute.getAttrValues().size() > 0) {
        ASN1Sequence sequence = ASN1Sequence.getInstance(attribute.getAttrValues().getObjectAt(0));
        return sequence.size() == 0
            ? null
            : org.bouncycastle.asn1.x509.Extensions.getInstance(sequence);
      }
    }
    return null;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CertificateRequest that && Arrays.equals(der, that.der);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(der);
  }
}
