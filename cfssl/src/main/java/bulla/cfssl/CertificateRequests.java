package bulla.cfssl;

import bulla.pki.CertificateRequest;
import java.io.IOException;
import java.security.KeyPair;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;

/** CSRs (PKCS#10, RFC 2986) from CFSSL's JSON. */
public final class CertificateRequests {
  /** Delegation usage of delegated credentials (RFC 9345 4.2). */
  private static final ASN1ObjectIdentifier DELEGATION_USAGE =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.44363.44");

  private CertificateRequests() {}

  /**
   * Makes the CSR for a key, signed by it.
   *
   * @return PEM
   * @throws CfsslException if the JSON asks for what no CSR can say
   */
  public static String pem(CsrJson json, KeyPair keys) throws CfsslException {
    return CertificateRequest.sign(
            DistinguishedNames.of(json.subject()),
            keys.getPublic(),
            keys.getPrivate(),
            extensions(json))
        .pem();
  }

  private static List<Extension> extensions(CsrJson json) throws CfsslException {
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    AlternativeNames names = AlternativeNames.ofHosts(json.hosts());
    CsrJson.Ca ca = json.ca();
    try {
      if (!names.isEmpty()) {
        extensions.addExtension(Extension.subjectAlternativeName, false, names.toGeneralNames());
      }
      if (ca != null) {
        int pathLength = ca.effectivePathLength();
        extensions.addExtension(
            Extension.basicConstraints,
            true,
            pathLength < 0 ? new BasicConstraints(true) : new BasicConstraints(pathLength));
      }
      if (json.delegation()) {
        extensions.addExtension(DELEGATION_USAGE, false, DERNull.INSTANCE);
      }
      for (CsrJson.Extension extension : json.extensions()) {
        ASN1ObjectIdentifier oid = ASN1ObjectIdentifier.tryFromID(extension.oid());
        if (oid == null || extensions.hasExtension(oid)) {
          throw new CfsslException(
              ErrorCode.CSR_BAD_REQUEST, "extension Id invalid or twice: " + extension.oid());
        }
        extensions.addExtension(oid, extension.critical(), extension.value());
      }
    } catch (IOException e) {
      throw new CfsslException(ErrorCode.CSR_BAD_REQUEST, "an extension cannot be encoded", e);
    }
    return extensions.isEmpty()
        ? List.of()
        : Stream.of(extensions.generate().getExtensionOIDs())
            .map(extensions::getExtension)
            .toList();
  }
}
