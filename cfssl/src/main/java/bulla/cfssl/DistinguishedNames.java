package bulla.cfssl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.jspecify.annotations.Nullable;

/**
 * Distinguished names as CFSSL writes them: a fixed order of types, one RDN for all values of a
 * type, then what else there is.
 */
public final class DistinguishedNames {
  private static final List<ASN1ObjectIdentifier> ORDER =
      List.of(
          BCStyle.C,
          BCStyle.ST,
          BCStyle.L,
          BCStyle.STREET,
          BCStyle.POSTAL_CODE,
          BCStyle.O,
          BCStyle.OU,
          BCStyle.CN,
          BCStyle.SERIALNUMBER);

  private DistinguishedNames() {}

  /** The name that a request's JSON asks for; an e-mail address is an IA5String as in PKCS#9. */
  static X500Name of(Subject subject) throws CfsslException {
    Parts parts = new Parts();
    parts.fill(subject);
    return parts.name();
  }

  /** The certificate's subject for a CSR's: taken apart and encoded anew. */
  public static X500Name reencoded(X500Name requested) {
    Parts parts = new Parts();
    parts.fill(requested, false);
    return parts.name();
  }

  /**
   * The certificate's subject when the request to the CA sets one. What it sets of C, ST, L, O, OU,
   * CN and serialNumber replaces the CSR's; what it leaves out of these stays the CSR's; everything
   * else of the CSR vanishes.
   */
  public static X500Name overridden(X500Name requested, Subject subject) throws CfsslException {
    Parts parts = new Parts();
    parts.fill(subject);
    parts.fill(requested, true);
    return parts.name();
  }

  /** Values by type, and attributes outside of the fixed order. */
  private static final class Parts {
    private final SequencedMap<ASN1ObjectIdentifier, List<ASN1Encodable>> ordered =
        new LinkedHashMap<>();
    private final List<AttributeTypeAndValue> others = new ArrayList<>();

    void fill(Subject subject) throws CfsslException {
      add(BCStyle.CN, subject.commonName());
      add(BCStyle.SERIALNUMBER, subject.serialNumber());
      for (SubjectName name : subject.names()) {
        add(BCStyle.C, name.country());
        add(BCStyle.ST, name.state());
        add(BCStyle.L, name.locality());
        add(BCStyle.O, name.organization());
        add(BCStyle.OU, name.organizationalUnit());
        if (!name.email().isEmpty()) {
          others.add(new AttributeTypeAndValue(BCStyle.EmailAddress, ia5(name.email())));
        }
        for (Map.Entry<String, String> oid : name.oids().entrySet()) {
          others.add(new AttributeTypeAndValue(identifier(oid.getKey()), text(oid.getValue())));
        }
      }
    }

    /** Adds a CSR's attributes; {@code onlyMissing} as in {@link #overridden}. */
    void fill(X500Name requested, boolean onlyMissing) {
      List<ASN1ObjectIdentifier> given = List.copyOf(ordered.keySet());
      for (RDN rdn : requested.getRDNs()) {
        for (AttributeTypeAndValue attribute : rdn.getTypesAndValues()) {
          ASN1ObjectIdentifier type = attribute.getType();
          boolean dropped =
              type.equals(BCStyle.STREET) || type.equals(BCStyle.POSTAL_CODE) || !inOrder(type);
          if (onlyMissing && (dropped || given.contains(type))) {
            continue;
          }
          String value = string(attribute.getValue());
          if (inOrder(type) && value != null) {
            addRequested(type, value);
          } else {
            others.add(value == null ? attribute : new AttributeTypeAndValue(type, text(value)));
          }
        }
      }
    }

    X500Name name() {
      List<RDN> rdns = new ArrayList<>();
      for (ASN1ObjectIdentifier type : ORDER) {
        List<ASN1Encodable> values = ordered.getOrDefault(type, List.of());
        boolean elsewhere = others.stream().anyMatch(other -> other.getType().equals(type));
        if (!values.isEmpty() && !elsewhere) {
          rdns.add(
              new RDN(
                  values.stream()
                      .map(value -> new AttributeTypeAndValue(type, value))
                      .toArray(AttributeTypeAndValue[]::new)));
        }
      }
      others.forEach(other -> rdns.add(new RDN(other)));
      return new X500Name(rdns.toArray(RDN[]::new));
    }

    /** Of several common names or serial numbers the last one stays. */
    private void addRequested(ASN1ObjectIdentifier type, String value) {
      if (type.equals(BCStyle.CN) || type.equals(BCStyle.SERIALNUMBER)) {
        ordered.remove(type);
      }
      add(type, value);
    }

    private void add(ASN1ObjectIdentifier type, String value) {
      if (!value.isEmpty()) {
        ordered.computeIfAbsent(type, key -> new ArrayList<>()).add(text(value));
      }
    }
  }

  private static boolean inOrder(ASN1ObjectIdentifier type) {
    return ORDER.contains(type);
  }

  private static @Nullable String string(ASN1Encodable value) {
    return value instanceof ASN1String string ? string.getString() : null;
  }

  private static ASN1ObjectIdentifier identifier(String oid) throws CfsslException {
    ASN1ObjectIdentifier identifier = ASN1ObjectIdentifier.tryFromID(oid);
    if (identifier == null) {
      throw new CfsslException(
          ErrorCode.CSR_BAD_REQUEST, "invalid OID '" + oid + "' in names: use the form 1.2.3");
    }
    return identifier;
  }

  private static ASN1Encodable ia5(String text) {
    return text.chars().allMatch(c -> c < 0x80) ? new DERIA5String(text) : new DERUTF8String(text);
  }

  /** PrintableString where X.680 41.4 allows it, else UTF8String. */
  private static ASN1Encodable text(String text) {
    return DERPrintableString.isPrintableString(text)
        ? new DERPrintableString(text)
        : new DERUTF8String(text);
  }
}
