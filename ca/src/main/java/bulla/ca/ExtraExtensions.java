package bulla.ca;

import bulla.cfssl.AlternativeNames;
import bulla.cfssl.CfsslException;
import bulla.cfssl.ErrorCode;
import bulla.cfssl.SignRequest;
import bulla.pki.CertificateRequest;
import bulla.pki.CertificateRequest.RequestedExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.PolicyInformation;

/**
 * What stands behind the generated extensions: the CSR's copies, the request's, policies, nocheck.
 */
final class ExtraExtensions {
  private static final String BASIC_CONSTRAINTS = Extension.basicConstraints.getId();
  private static final String ALTERNATIVE_NAME = Extension.subjectAlternativeName.getId();
  private static final String DELEGATION_USAGE = "1.3.6.1.4.1.44363.44";

  private ExtraExtensions() {}

  static List<Extension> of(CertificateRequest csr, SignRequest request, Profile profile)
      throws CfsslException {
    List<Extension> extras = new ArrayList<>();
    for (RequestedExtension extension : csr.extensions()) {
      boolean copied = profile.copyExtensions() && !extension.oid().equals(BASIC_CONSTRAINTS);
      if (copied || extension.oid().equals(DELEGATION_USAGE)) {
        add(extras, extension.oid(), extension.critical(), extension.value());
      }
    }
    for (SignRequest.Extension extension : request.extensions()) {
      addRequested(extras, extension, profile.allowedExtensions());
    }
    if (!profile.policies().isEmpty()) {
      CertificatePolicies policies =
          new CertificatePolicies(profile.policies().toArray(PolicyInformation[]::new));
      add(extras, Extension.certificatePolicies.getId(), false, der(policies));
    }
    if (profile.ocspNoCheck()) {
      String noCheck = OCSPObjectIdentifiers.id_pkix_ocsp_nocheck.getId();
      add(extras, noCheck, false, der(DERNull.INSTANCE));
    }
    return extras;
  }

  /** The names that a CSR asks for. */
  static AlternativeNames alternativeNames(CertificateRequest csr) {
    return csr.extensions().stream()
        .filter(extension -> extension.oid().equals(ALTERNATIVE_NAME))
        .findFirst()
        .map(extension -> AlternativeNames.of(GeneralNames.getInstance(extension.value())))
        .orElse(AlternativeNames.none());
  }

  private static void addRequested(
      List<Extension> extras, SignRequest.Extension extension, Set<String> allowed)
      throws CfsslException {
    if (!allowed.contains(extension.oid())) {
      throw new CfsslException(
          ErrorCode.CERTIFICATE_BAD_REQUEST,
          "extension " + extension.oid() + " is not among the profile's allowed_extensions");
    }
    byte[] value;
    try {
      value = HexFormat.of().parseHex(extension.value());
    } catch (IllegalArgumentException e) {
      throw new CfsslException(
          ErrorCode.CERTIFICATE_BAD_REQUEST,
          "the value of extension " + extension.oid() + " is not hexadecimal",
          e);
    }
    add(extras, extension.oid(), extension.critical(), value);
  }

  private static void add(List<Extension> extras, String oid, boolean critical, byte[] value)
      throws CfsslException {
    ASN1ObjectIdentifier identifier = new ASN1ObjectIdentifier(oid);
    if (extras.stream().anyMatch(extra -> extra.getExtnId().equals(identifier))) {
      // RFC 5280 4.2: a certificate must not include two instances of one extension.
      throw new CfsslException(
          ErrorCode.CERTIFICATE_BAD_REQUEST, "extension " + oid + " would stand there twice");
    }
    extras.add(new Extension(identifier, critical, new DEROctetString(value)));
  }

  private static byte[] der(ASN1Object value) {
    try {
      return value.getEncoded("DER");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
