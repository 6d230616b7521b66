package bulla.ca;

import bulla.cfssl.JsonException;
import bulla.cfssl.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.PolicyQualifierId;
import org.bouncycastle.asn1.x509.PolicyQualifierInfo;

/** A profile's certificate policies (RFC 5280 4.2.1.4), encoded as CFSSL does. */
final class Policies {
  private Policies() {}

  static List<PolicyInformation> read(JsonObject profile, List<String> wrong) throws JsonException {
    List<PolicyInformation> policies = new ArrayList<>();
    for (JsonObject policy : profile.objects("Policies")) {
      ASN1ObjectIdentifier oid = ASN1ObjectIdentifier.tryFromID(policy.text("ID"));
      if (oid == null) {
        wrong.add("Policies: \"" + policy.text("ID") + "\" is no OID of the form 1.2.3");
        continue;
      }
      List<ASN1Encodable> qualifiers = new ArrayList<>();
      for (JsonObject qualifier : policy.objects("Qualifiers")) {
        String value = qualifier.text("Value");
        switch (qualifier.text("Type")) {
          case "id-qt-cps" -> qualifiers.add(cps(value));
          case "id-qt-unotice" -> qualifiers.add(notice(value));
          default -> wrong.add("invalid policy qualifier type: use id-qt-cps or id-qt-unotice");
        }
      }
      policies.add(
          qualifiers.isEmpty()
              ? new PolicyInformation(oid)
              : new PolicyInformation(
                  oid, new DERSequence(qualifiers.toArray(ASN1Encodable[]::new))));
    }
    return policies;
  }

  private static PolicyQualifierInfo cps(String url) {
    return new PolicyQualifierInfo(PolicyQualifierId.id_qt_cps, new DERIA5String(url));
  }

  /** A UserNotice with nothing but its explicitText. */
  private static PolicyQualifierInfo notice(String text) {
    return new PolicyQualifierInfo(
        PolicyQualifierId.id_qt_unotice, new DERSequence(new DERUTF8String(text)));
  }
}
