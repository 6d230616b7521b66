package bulla.pki;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names that OpenSSL prints for the attribute types of a distinguished name. */
final class Oids {
  static final String EMAIL = "1.2.840.113549.1.9.1";

  private static final Map<String, String> SHORT_NAMES =
      Map.ofEntries(
          Map.entry("2.5.4.3", "CN"),
          Map.entry("2.5.4.4", "SN"),
          Map.entry("2.5.4.5", "serialNumber"),
          Map.entry("2.5.4.6", "C"),
          Map.entry("2.5.4.7", "L"),
          Map.entry("2.5.4.8", "ST"),
          Map.entry("2.5.4.9", "street"),
          Map.entry("2.5.4.10", "O"),
          Map.entry("2.5.4.11", "OU"),
          Map.entry("2.5.4.12", "title"),
          Map.entry("2.5.4.13", "description"),
          Map.entry("2.5.4.15", "businessCategory"),
          Map.entry("2.5.4.16", "postalAddress"),
          Map.entry("2.5.4.17", "postalCode"),
          Map.entry("2.5.4.18", "postOfficeBox"),
          Map.entry("2.5.4.20", "telephoneNumber"),
          Map.entry("2.5.4.41", "name"),
          Map.entry("2.5.4.42", "GN"),
          Map.entry("2.5.4.43", "initials"),
          Map.entry("2.5.4.44", "generationQualifier"),
          Map.entry("2.5.4.45", "x500UniqueIdentifier"),
          Map.entry("2.5.4.46", "dnQualifier"),
          Map.entry("2.5.4.65", "pseudonym"),
          Map.entry("2.5.4.72", "role"),
          Map.entry("2.5.4.97", "organizationIdentifier"),
          Map.entry("0.9.2342.19200300.100.1.1", "UID"),
          Map.entry("0.9.2342.19200300.100.1.25", "DC"),
          Map.entry(EMAIL, "emailAddress"),
          Map.entry("1.2.840.113549.1.9.2", "unstructuredName"),
          Map.entry("1.2.840.113549.1.9.8", "unstructuredAddress"),
          Map.entry("1.3.6.1.4.1.311.60.2.1.1", "jurisdictionL"),
          Map.entry("1.3.6.1.4.1.311.60.2.1.2", "jurisdictionST"),
          Map.entry("1.3.6.1.4.1.311.60.2.1.3", "jurisdictionC"));

  /** The components of SSL_CLIENT_S_DN_x509 (mod_ssl, "Environment Variables"). */
  private static final Map<String, String> VARIABLE_NAMES =
      Map.ofEntries(
          Map.entry("C", "2.5.4.6"),
          Map.entry("ST", "2.5.4.8"),
          Map.entry("SP", "2.5.4.8"),
          Map.entry("L", "2.5.4.7"),
          Map.entry("O", "2.5.4.10"),
          Map.entry("OU", "2.5.4.11"),
          Map.entry("CN", "2.5.4.3"),
          Map.entry("T", "2.5.4.12"),
          Map.entry("I", "2.5.4.43"),
          Map.entry("G", "2.5.4.42"),
          Map.entry("S", "2.5.4.4"),
          Map.entry("D", "2.5.4.13"),
          Map.entry("UID", "0.9.2342.19200300.100.1.1"),
          Map.entry("Email", EMAIL),
          Map.entry("SerialNumber", "2.5.4.5"));

  private Oids() {}

  static @Nullable String shortName(String oid) {
    return SHORT_NAMES.get(oid);
  }

  static @Nullable String ofVariable(String attribute) {
    return VARIABLE_NAMES.get(attribute);
  }
}
