package bulla.pki;

import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Null;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.jspecify.annotations.Nullable;

/** The extensions of a certificate or request that we read, decoded once (RFC 5280 4.2). */
record Extensions(
    byte @Nullable [] subjectKeyIdentifier,
    byte @Nullable [] authorityKeyIdentifier,
    List<String> ocspUrls,
    List<String> caIssuersUrls,
    List<DistributionPoint> distributionPoints,
    List<GeneralName> alternativeNames,
    boolean isCa,
    int pathLength,
    int keyUsageBits,
    List<String> extendedKeyUsages,
    boolean ocspNoCheck,
    boolean noRevAvail,
    boolean freshestCrl) {

  /** id-ce-noRevAvail (RFC 9608 2). */
  private static final ASN1ObjectIdentifier NO_REV_AVAIL = new ASN1ObjectIdentifier("2.5.29.56");

  /** keyUsage absent: every use is allowed (RFC 5280 4.2.1.3). */
  static final int ANY_KEY_USAGE = -1;

  /**
   * Decodes them.
   *
   * @param issuer of the certificate, for names that are relative to it
   */
  static Extensions of(org.bouncycastle.asn1.x509.@Nullable Extensions raw, Name issuer) {
    Reader reader = new Reader(raw);
    BasicConstraints constraints =
        BasicConstraints.getInstance(reader.value(Extension.basicConstraints));
    SubjectKeyIdentifier subject =
        SubjectKeyIdentifier.getInstance(reader.value(Extension.subjectKeyIdentifier));
    AuthorityKeyIdentifier authority =
        AuthorityKeyIdentifier.getInstance(reader.value(Extension.authorityKeyIdentifier));
    KeyUsage usage = KeyUsage.getInstance(reader.value(Extension.keyUsage));
    ExtendedKeyUsage extended =
        ExtendedKeyUsage.getInstance(reader.value(Extension.extendedKeyUsage));
    List<AccessDescription> access = access(reader.value(Extension.authorityInfoAccess));
    return new Extensions(
        subject == null ? null : subject.getKeyIdentifier(),
        authority == null ? null : authority.getKeyIdentifierOctets(),
        urls(access, AccessDescription.id_ad_ocsp),
        urls(access, AccessDescription.id_ad_caIssuers),
        distributionPoints(reader.value(Extension.cRLDistributionPoints), issuer),
        names(reader.value(Extension.subjectAlternativeName)),
        constraints != null && constraints.isCA(),
        pathLength(constraints),
        usage == null ? ANY_KEY_USAGE : bits(usage),
        extended == null
            ? List.of()
            : Arrays.stream(extended.getUsages()).map(KeyPurposeId::getId).toList(),
        reader.has(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck),
        ASN1Null.getInstance(reader.value(NO_REV_AVAIL)) != null,
        reader.has(Extension.freshestCRL));
  }

  private static int pathLength(@Nullable BasicConstraints constraints) {
    return constraints == null || constraints.getPathLenConstraintInteger() == null
        ? -1
        : constraints.getPathLenConstraintInteger().intValueExact();
  }

  private static int bits(KeyUsage usage) {
    byte[] octets = usage.getBytes();
    int first = octets.length > 0 ? octets[0] & 0xff : 0;
    int second = octets.length > 1 ? octets[1] & 0xff : 0;
    return first | second << 8;
  }

  private static List<AccessDescription> access(@Nullable ASN1Encodable value) {
    return value == null
        ? List.of()
        : List.of(AuthorityInformationAccess.getInstance(value).getAccessDescriptions());
  }

  private static List<String> urls(List<AccessDescription> all, ASN1ObjectIdentifier method) {
    return all.stream()
        .filter(each -> each.getAccessMethod().equals(method))
        .map(AccessDescription::getAccessLocation)
        .filter(each -> each.getTagNo() == GeneralName.uniformResourceIdentifier)
        .map(each -> each.getName().toString())
        .toList();
  }

  private static List<DistributionPoint> distributionPoints(
      @Nullable ASN1Encodable value, Name issuer) {
    return value == null
        ? List.of()
        : DistributionPoint.of(CRLDistPoint.getInstance(value), issuer);
  }

  private static List<GeneralName> names(@Nullable ASN1Encodable value) {
    return value == null ? List.of() : List.of(GeneralNames.getInstance(value).getNames());
  }

  List<String> alternativeNames(int tag) {
    return alternativeNames.stream()
        .filter(each -> each.getTagNo() == tag)
        .map(
            each ->
                tag == GeneralName.iPAddress
                    ? IpText.of(ASN1OctetString.getInstance(each.getName()).getOctets())
                    : each.getName().toString())
        .toList();
  }

  private record Reader(org.bouncycastle.asn1.x509.@Nullable Extensions raw) {
    @Nullable ASN1Encodable value(ASN1ObjectIdentifier oid) {
      return raw == null ? null : raw.getExtensionParsedValue(oid);
    }

    boolean has(ASN1ObjectIdentifier oid) {
      return raw != null && raw.getExtension(oid) != null;
    }
  }
}
