package bulla.cli.cfssl;

import bulla.pki.Certificate;
import bulla.pki.Name;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.bouncycastle.operator.DefaultSignatureNameFinder;
import org.jspecify.annotations.Nullable;

/** A certificate in the form of {@code cfssl certinfo}. */
final class CertificateInformation {
  private static final HexFormat COLONS = HexFormat.ofDelimiter(":").withUpperCase();

  /** The names of the name's parts, and the attributes they come from. */
  private static final Map<String, String> PARTS = new LinkedHashMap<>();

  static {
    PARTS.put("common_name", "CN");
    PARTS.put("serial_number", "SerialNumber");
    PARTS.put("country", "C");
    PARTS.put("organization", "O");
    PARTS.put("organizational_unit", "OU");
    PARTS.put("locality", "L");
    PARTS.put("province", "ST");
    PARTS.put("street_address", "2.5.4.9");
    PARTS.put("postal_code", "2.5.4.17");
  }

  private CertificateInformation() {}

  static Map<String, @Nullable Object> of(Certificate certificate) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("subject", name(certificate.subject()));
    members.put("issuer", name(certificate.issuer()));
    members.put("serial_number", certificate.serial().toString());
    List<String> names =
        Stream.concat(certificate.dnsNames().stream(), certificate.ipAddresses().stream()).toList();
    if (!names.isEmpty()) {
      members.put("sans", names);
    }
    members.put("not_before", certificate.notBefore().toString());
    members.put("not_after", certificate.notAfter().toString());
    members.put("sigalg", signatureAlgorithm(certificate));
    members.put("authority_key_id", digits(certificate.authorityKeyIdentifier()));
    members.put("subject_key_id", digits(certificate.subjectKeyIdentifier()));
    members.put("pem", certificate.pem());
    return members;
  }

  private static Map<String, Object> name(Name name) {
    Map<String, Object> members = new LinkedHashMap<>();
    List<String> all = new ArrayList<>();
    PARTS.forEach(
        (member, attribute) -> {
          List<String> values = name.values(attribute);
          if (!values.isEmpty()) {
            members.put(member, String.join(",", values));
            all.addAll(values);
          }
        });
    members.put("names", all);
    return members;
  }

  /** Go's names: {@code ECDSAWithSHA512}, {@code SHA256WithRSA}. */
  private static String signatureAlgorithm(Certificate certificate) {
    String name =
        new DefaultSignatureNameFinder()
            .getAlgorithmName(certificate.holder().getSignatureAlgorithm());
    String[] halves = name.toUpperCase(Locale.ROOT).split("WITH", 2);
    if (halves.length < 2) {
      return name;
    }
    return halves[1].equals("ECDSA") ? "ECDSAWith" + halves[0] : halves[0] + "With" + halves[1];
  }

  private static String digits(byte @Nullable [] identifier) {
    return identifier == null ? "" : COLONS.formatHex(identifier);
  }
}
