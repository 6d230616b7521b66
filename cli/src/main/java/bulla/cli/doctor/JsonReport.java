package bulla.cli.doctor;

import bulla.cfssl.Json;
import bulla.httpd.ssl.Asked;
import bulla.httpd.ssl.Examined;
import bulla.httpd.ssl.Fact;
import bulla.pki.Certificate;
import bulla.revocation.Probed;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was examined, for programs. Times are of RFC 3339, what is not known is left out. */
final class JsonReport {
  private JsonReport() {}

  static String of(List<Examined> all) {
    Map<String, @Nullable Object> report = new LinkedHashMap<>();
    report.put("well", all.stream().noneMatch(Examined::wrong));
    report.put("examined", all.stream().map(JsonReport::examined).toList());
    return Json.writeIndented(report);
  }

  private static Map<String, @Nullable Object> examined(Examined each) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("name", each.name());
    if (!each.at().isEmpty()) {
      members.put("at", each.at());
    }
    members.put("about", each.about());
    put(members, "ends", text(each.ends()));
    members.put("facts", each.facts().stream().map(JsonReport::fact).toList());
    members.put("places", each.asked().stream().map(JsonReport::place).toList());
    return members;
  }

  private static Map<String, @Nullable Object> fact(Fact fact) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("severity", fact.severity().name().toLowerCase(Locale.ROOT));
    members.put("text", fact.text());
    put(members, "remedy", fact.remedy());
    return members;
  }

  private static Map<String, @Nullable Object> place(Asked asked) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("kind", asked.kind().name());
    members.put("url", asked.url());
    members.put("reached", asked.reached());
    put(members, "says", asked.said());
    Certificate signer = asked.signer();
    put(members, "signer", signer == null ? null : signer.subject().rfc2253());
    put(members, "fresh_until", text(asked.until()));
    Probed probed = asked.probed();
    if (probed != null) {
      members.put("took_ms", probed.took().toMillis());
      Duration ahead = probed.ahead();
      put(members, "clock_ahead_s", ahead == null ? null : ahead.toMillis() / 1000);
    }
    put(members, "trouble", asked.trouble());
    put(members, "remedy", asked.remedy());
    return members;
  }

  private static void put(
      Map<String, @Nullable Object> members, String name, @Nullable Object value) {
    if (value != null) {
      members.put(name, value);
    }
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
