package bulla.cfssl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A subject that a request sets in place of the CSR's. */
public record Subject(String commonName, List<SubjectName> names, String serialNumber) {
  /** Copies the list. */
  public Subject {
    names = List.copyOf(names);
  }

  /** Reads CFSSL's form. */
  public static Subject of(JsonObject json) throws JsonException {
    List<SubjectName> names = new ArrayList<>();
    for (JsonObject name : json.objects("names")) {
      names.add(SubjectName.of(name));
    }
    return new Subject(json.text("CN"), names, json.text("SerialNumber"));
  }

  Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("CN", commonName);
    members.put("names", names.stream().map(SubjectName::members).toList());
    members.put("SerialNumber", serialNumber);
    return members;
  }
}
