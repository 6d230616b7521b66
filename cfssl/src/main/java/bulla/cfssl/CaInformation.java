package bulla.cfssl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code info} tells about a CA and a profile.
 *
 * @param certificate the CA's certificate, PEM without a line feed at its end
 * @param usages the profile's usages; null if it has none
 * @param expiry the profile's expiry as written in the configuration
 */
public record CaInformation(String certificate, @Nullable List<String> usages, String expiry) {
  /** Copies the list. */
  public CaInformation {
    usages = usages == null ? null : List.copyOf(usages);
  }

  static CaInformation of(JsonObject json) throws JsonException {
    return new CaInformation(
        json.text("certificate"), json.textsOrNull("usages"), json.text("expiry"));
  }

  /** The wire form's members. */
  public Map<String, @Nullable Object> members() {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("certificate", certificate);
    members.put("usages", usages);
    members.put("expiry", expiry);
    return members;
  }
}
