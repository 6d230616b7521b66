package bulla.cfssl;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One entry of {@code names}: each attribute's text, empty for none.
 *
 * @param oids further attributes by dotted OID
 */
public record SubjectName(
    String country,
    String state,
    String locality,
    String organization,
    String organizationalUnit,
    String email,
    String serialNumber,
    Map<String, String> oids) {
  /** Copies the map, in its order. */
  public SubjectName {
    oids = Collections.unmodifiableMap(new LinkedHashMap<>(oids));
  }

  /** Reads CFSSL's form. */
  public static SubjectName of(JsonObject json) throws JsonException {
    return new SubjectName(
        json.text("C"),
        json.text("ST"),
        json.text("L"),
        json.text("O"),
        json.text("OU"),
        json.text("E"),
        json.text("SerialNumber"),
        json.textsByName("OID"));
  }

  Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    put(members, "C", country);
    put(members, "ST", state);
    put(members, "L", locality);
    put(members, "O", organization);
    put(members, "OU", organizationalUnit);
    put(members, "E", email);
    put(members, "SerialNumber", serialNumber);
    if (!oids.isEmpty()) {
      members.put("OID", oids);
    }
    return members;
  }

  private static void put(Map<String, Object> members, String name, String value) {
    if (!value.isEmpty()) {
      members.put(name, value);
    }
  }
}
