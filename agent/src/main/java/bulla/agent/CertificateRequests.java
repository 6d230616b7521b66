package bulla.agent;

import bulla.cfssl.SubjectName;
import bulla.pki.Pem;
import bulla.pki.SignatureAlgorithms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Builds PKCS#10 requests (RFC 2986) as CFSSL's clients do: several values of an attribute share
 * one RDN, and the extensionRequest attribute is always there, empty if nothing is asked for.
 */
final class CertificateRequests {
  private CertificateRequests() {}

  /** The request, signed by its own key, as PEM. */
  static String pem(Request request, KeyPair key) {
    try {
      PKCS10CertificationRequestBuilder builder =
          new JcaPKCS10CertificationRequestBuilder(subject(request), key.getPublic());
      builder.addAttribute(
          PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions(request.hosts()));
      String algorithm = SignatureAlgorithms.forKey(key.getPrivate());
      return Pem.encode(
          "CERTIFICATE REQUEST",
          builder
              .build(new JcaContentSignerBuilder(algorithm).build(key.getPrivate()))
              .getEncoded());
    } catch (OperatorCreationException e) {
      throw new IllegalStateException("a key that we made can sign", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The address that a host is, or null if it is a name. */
  static @Nullable InetAddress address(String host) {
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static X500Name subject(Request request) {
    X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE);
    add(name, BCStyle.C, values(request, SubjectName::country));
    add(name, BCStyle.ST, values(request, SubjectName::state));
    add(name, BCStyle.L, values(request, SubjectName::locality));
    add(name, BCStyle.O, values(request, SubjectName::organization));
    add(name, BCStyle.OU, values(request, SubjectName::organizationalUnit));
    add(name, BCStyle.CN, given(request.commonName()));
    add(name, BCStyle.SERIALNUMBER, given(request.serialNumber()));
    return name.build();
  }

  static List<String> values(Request request, Function<SubjectName, String> attribute) {
    return request.names().stream().map(attribute).filter(value -> !value.isEmpty()).toList();
  }

  private static List<String> given(String value) {
    return value.isEmpty() ? List.of() : List.of(value);
  }

  private static void add(X500NameBuilder name, ASN1ObjectIdentifier type, List<String> values) {
    if (!values.isEmpty()) {
      name.addMultiValuedRDN(
          values.stream()
              .map(value -> new AttributeTypeAndValue(type, text(value)))
              .toArray(AttributeTypeAndValue[]::new));
    }
  }

  private static ASN1Encodable text(String value) {
    return DERPrintableString.isPrintableString(value)
        ? new DERPrintableString(value)
        : new DERUTF8String(value);
  }

  private static Extensions extensions(List<String> hosts) throws IOException {
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    if (!hosts.isEmpty()) {
      List<GeneralName> names = new ArrayList<>();
      for (String host : hosts) {
        int kind = address(host) == null ? GeneralName.dNSName : GeneralName.iPAddress;
        names.add(new GeneralName(kind, host));
      }
      extensions.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(names.toArray(new GeneralName[0])));
    }
    return extensions.generate();
  }
}
