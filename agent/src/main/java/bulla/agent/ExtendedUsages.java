package bulla.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** CFSSL's names of extended key usages, as a manifest's {@code key_usages} takes them. */
final class ExtendedUsages {
  static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  static final String ANY = "2.5.29.37.0";

  private static final Map<String, String> OIDS =
      Map.ofEntries(
          Map.entry("any", ANY),
          Map.entry("server auth", SERVER_AUTH),
          Map.entry("client auth", "1.3.6.1.5.5.7.3.2"),
          Map.entry("code signing", "1.3.6.1.5.5.7.3.3"),
          Map.entry("email protection", "1.3.6.1.5.5.7.3.4"),
          Map.entry("s/mime", "1.3.6.1.5.5.7.3.4"),
          Map.entry("ipsec end system", "1.3.6.1.5.5.7.3.5"),
          Map.entry("ipsec tunnel", "1.3.6.1.5.5.7.3.6"),
          Map.entry("ipsec user", "1.3.6.1.5.5.7.3.7"),
          Map.entry("timestamping", "1.3.6.1.5.5.7.3.8"),
          Map.entry("ocsp signing", "1.3.6.1.5.5.7.3.9"),
          Map.entry("microsoft sgc", "1.3.6.1.4.1.311.10.3.3"),
          Map.entry("netscape sgc", "2.16.840.1.113730.4.1"));

  private ExtendedUsages() {}

  /** The object identifiers of the manifest's list; empty if it has none. */
  static List<String> read(Fields fields) {
    List<String> oids = new ArrayList<>();
    for (String name : fields.texts("key_usages")) {
      String oid = OIDS.get(name.toLowerCase(Locale.ROOT));
      if (oid == null) {
        fields.problem(
            "key_usages",
            "unknown key usage '"
                + name
                + "': only extended key usages such as \"server auth\" go here");
      } else {
        oids.add(oid);
      }
    }
    return List.copyOf(oids);
  }
}
