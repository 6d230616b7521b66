package bulla.pki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1UniversalString;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.jspecify.annotations.Nullable;

/** A distinguished name (RFC 5280 4.1.2.4), with the text forms that OpenSSL gives it. */
public final class Name {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private final X500Name name;
  private final byte[] der;

  /** Made when it is asked for first; whoever makes it makes the same. */
  private @Nullable String canonical;

  private Name(X500Name name, byte[] der) {
    this.name = name;
    this.der = der;
  }

  /**
   * Reads the DER of an X.501 Name.
   *
   * @throws MalformedException if it is none
   */
  public static Name ofDer(byte[] der) {
    return MalformedException.decoding(
        "the DER of a distinguished name", der, () -> of(X500Name.getInstance(der)));
  }

  /** The name with these values of BouncyCastle's. */
  public static Name of(X500Name name) {
    try {
      Name value = new Name(name, name.getEncoded(ASN1Encoding.DER));
      value.attributes().forEach(Name::text);
      return value;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The octets as they stand in the certificate. */
  public byte[] der() {
    return der.clone();
  }

  /** For builders that take BouncyCastle's value. */
  public X500Name x500Name() {
    return name;
  }

  /** Whether there is no attribute at all. */
  public boolean isEmpty() {
    return name.getRDNs().length == 0;
  }

  /**
   * RFC 2253, last attribute first: {@code CN=data-exchange-svc01,O=Big Partner Foo SA,C=CH}.
   * Characters beyond ASCII stay as they are (httpd's SSL_CLIENT_S_DN).
   */
  public String rfc2253() {
    return rfc2253(false);
  }

  /** RFC 2253 in pure ASCII: octets beyond it become {@code \C3\A9} (httpd's log lines). */
  public String rfc2253Ascii() {
    return rfc2253(true);
  }

  /**
   * OpenSSL's old form, first attribute first: {@code /C=CH/O=Big Partner Foo SA/CN=..}. As from
   * OpenSSL 3, a further attribute of the same RDN follows a plus, and values escape both signs.
   */
  public String oneLine() {
    StringBuilder line = new StringBuilder();
    for (RDN rdn : name.getRDNs()) {
      char separator = '/';
      for (AttributeTypeAndValue attribute : rdn.getTypesAndValues()) {
        String oid = attribute.getType().getId();
        String shortName = Oids.shortName(oid);
        line.append(separator).append(shortName == null ? oid : shortName).append('=');
        appendPrintable(line, text(attribute));
        separator = '+';
      }
    }
    return line.toString();
  }

  /**
   * The values of an attribute, in the certificate's order.
   *
   * @param attribute one of mod_ssl's: C ST SP L O OU CN T I G S D UID Email SerialNumber, or a
   *     dotted object identifier
   */
  public List<String> values(String attribute) {
    String known = Oids.ofVariable(attribute);
    String oid = known == null ? attribute : known;
    return attributes().stream()
        .filter(each -> each.getType().getId().equals(oid))
        .map(Name::text)
        .toList();
  }

  /**
   * The name as RFC 5280 7.1 compares names: equal texts for names that differ in the case of
   * letters, in blanks and in the kind of string alone.
   */
  public String canonical() {
    String known = canonical;
    if (known == null) {
      known = makeCanonical();
      canonical = known;
    }
    return known;
  }

  private String makeCanonical() {
    StringBuilder text = new StringBuilder();
    for (RDN rdn : name.getRDNs()) {
      text.append(
          Arrays.stream(rdn.getTypesAndValues())
              .map(
                  each -> each.getType().getId() + "=" + IETFUtils.canonicalString(each.getValue()))
              .sorted()
              .collect(Collectors.joining("\0", "\1", "")));
    }
    return text.toString();
  }

  /** Two names are equal when their octets are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Name that && Arrays.equals(der, that.der);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(der);
  }

  @Override
  public String toString() {
    return rfc2253();
  }

  private List<AttributeTypeAndValue> attributes() {
    return Arrays.stream(name.getRDNs())
        .flatMap(rdn -> Stream.of(rdn.getTypesAndValues()))
        .toList();
  }

  private String rfc2253(boolean ascii) {
    List<String> rdns = new ArrayList<>();
    for (RDN rdn : name.getRDNs()) {
      List<String> attributes = new ArrayList<>();
      for (AttributeTypeAndValue attribute : rdn.getTypesAndValues()) {
        attributes.add(rfc2253(attribute, ascii));
      }
      Collections.reverse(attributes);
      rdns.add(String.join("+", attributes));
    }
    Collections.reverse(rdns);
    return String.join(",", rdns);
  }

  private static String rfc2253(AttributeTypeAndValue attribute, boolean ascii) {
    String oid = attribute.getType().getId();
    String shortName = Oids.shortName(oid);
    if (shortName == null || !(attribute.getValue() instanceof ASN1String)) {
      return (shortName == null ? oid : shortName) + "=" + hexadecimal(attribute.getValue());
    }
    return shortName + "=" + escape(text(attribute), ascii);
  }

  /** RFC 2253 2.4: specials, the first {@code #} or blank, the last blank; control characters. */
  private static String escape(String value, boolean ascii) {
    StringBuilder escaped = new StringBuilder();
    int[] points = value.codePoints().toArray();
    for (int i = 0; i < points.length; i++) {
      int point = points[i];
      boolean blankAtEdge = point == ' ' && (i == 0 || i == points.length - 1);
      boolean edge = blankAtEdge || (point == '#' && i == 0);
      String character = Character.toString(point);
      if (edge || ",+\"\\<>;".indexOf(point) >= 0) {
        escaped.append('\\').append(character);
      } else if (point < ' ' || point == 0x7f || (ascii && point > 0x7f)) {
        for (byte octet : character.getBytes(StandardCharsets.UTF_8)) {
          escaped.append('\\').append(HEX.toHexDigits(octet));
        }
      } else {
        escaped.append(character);
      }
    }
    return escaped.toString();
  }

  private static void appendPrintable(StringBuilder line, String value) {
    for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
      if (octet < ' ' || octet > '~') {
        line.append("\\x").append(HEX.toHexDigits(octet));
      } else {
        line.append(octet == '/' || octet == '+' ? "\\" : "").append((char) octet);
      }
    }
  }

  private static String text(AttributeTypeAndValue attribute) {
    ASN1Encodable value = attribute.getValue();
    return switch (value) {
      case ASN1UniversalString universal -> utf32(universal.getOctets());
      case ASN1String string -> string.getString();
      default -> hexadecimal(value);
    };
  }

  /** UniversalString is UCS-4, big-endian; what is no character becomes the replacement one. */
  private static String utf32(byte[] octets) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i + 3 < octets.length; i += 4) {
      int point =
          (octets[i] & 0xff) << 24
              | (octets[i + 1] & 0xff) << 16
              | (octets[i + 2] & 0xff) << 8
              | (octets[i + 3] & 0xff);
      text.appendCodePoint(Character.isValidCodePoint(point) ? point : 0xfffd);
    }
    return text.toString();
  }

  private static String hexadecimal(ASN1Encodable value) {
    try {
      return "#" + HEX.formatHex(value.toASN1Primitive().getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
