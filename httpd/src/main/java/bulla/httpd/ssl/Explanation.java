package bulla.httpd.ssl;

import bulla.pki.Certificate;
import bulla.pki.MalformedException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A refusal in words, for a terminal: what was shown, asked for and found out, and one sentence
 * that says why and what mends it. What comes from the client is made visible, never sent to the
 * terminal as it is.
 *
 * @param now for times that are told from here
 */
public record Explanation(Refusal refusal, Instant now) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final Pattern PLACE = Pattern.compile("\\{([a-z]+)}");

  /** All of it, line by line. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("Refusal " + refusal.id());
    add(lines, "when", time(refusal.at()));
    add(lines, "client", refusal.client() + client());
    add(lines, "host", refusal.host());
    add(lines, "path", refusal.path());
    if (refusal.error() != VerifyErrors.OK) {
      add(lines, "error", refusal.error() + ", " + VerifyErrors.text(refusal.error()));
    }
    chain(lines);
    rules(lines);
    consulted(lines);
    lines.add("");
    lines.add(sentence());
    return lines;
  }

  /** One line for a list of refusals. */
  public String line() {
    return "%s  %s  %s  %s"
        .formatted(
            refusal.id(),
            time(refusal.at()),
            refusal.client(),
            refusal.cause().name().toLowerCase(Locale.ROOT).replace('_', ' '));
  }

  /** {@code Refused because ..; to mend it, ..}. */
  public String sentence() {
    return "Refused because "
        + filled(refusal.cause().because())
        + "; to mend it, "
        + filled(refusal.cause().remedy())
        + ".";
  }

  private String client() {
    return (refusal.protocol() == null ? "" : ", " + refusal.protocol())
        + (refusal.sni() == null ? "" : ", asked for " + refusal.sni());
  }

  private void chain(List<String> lines) {
    lines.add("");
    lines.add(refusal.chain().isEmpty() ? "Chain: the client has shown none" : "Chain");
    for (int i = 0; i < refusal.chain().size(); i++) {
      Certificate certificate = certificate(i);
      if (certificate == null) {
        lines.add("  " + i + "  cannot be read");
        continue;
      }
      lines.add("  " + i + "  subject  " + visible(certificate.subject().rfc2253Ascii()));
      lines.add("     issuer   " + visible(certificate.issuer().rfc2253Ascii()));
      lines.add("     serial   " + certificate.serialHex());
      lines.add(
          "     valid    from "
              + time(certificate.notBefore())
              + "\n              to   "
              + time(certificate.notAfter()));
    }
    if (refusal.leftOut() > 0) {
      lines.add("     and " + refusal.leftOut() + " more, which were too large to keep");
    }
    Certificate last = certificate(refusal.chain().size() - 1);
    if (last != null) {
      lines.add(
          refusal.anchored() && refusal.leftOut() == 0
              ? "  anchor " + visible(last.subject().rfc2253Ascii())
              : "  anchor none: the chain was not found to end at a CA that the host trusts");
    }
  }

  private void rules(List<String> lines) {
    if (!refusal.rules().isEmpty()) {
      lines.add("");
      lines.add("Rules");
      refusal.rules().forEach(rule -> lines.add("  " + visible(text(rule))));
    }
  }

  private void consulted(List<String> lines) {
    if (refusal.consulted().isEmpty()) {
      return;
    }
    lines.add("");
    lines.add("Asked about revocation");
    for (Refusal.Consulted each : refusal.consulted()) {
      lines.add(
          "  %s on certificate %d, %s: %s"
              .formatted(each.kind(), each.about(), source(each), visible(each.result())));
      add(lines, "  issuer", each.issuer());
      add(lines, "  number", each.number());
      add(lines, "  signed by", each.signer());
      add(lines, "  produced", each.producedAt() == null ? null : time(each.producedAt()));
      add(lines, "  from", each.thisUpdate() == null ? null : time(each.thisUpdate()));
      if (each.thisUpdate() != null) {
        add(lines, "  until", each.nextUpdate() == null ? "no end" : time(each.nextUpdate()));
      }
    }
  }

  private static String source(Refusal.Consulted each) {
    String place = visible(each.place());
    return switch (each.source()) {
      case "fetched" -> "asked of " + place;
      case "kept" -> "kept since it was asked of " + place;
      case "disk" -> "kept on disk, of " + place;
      default -> "read from " + place;
    };
  }

  private String filled(String template) {
    Certificate certificate = certificate(refusal.about());
    List<Refusal.Rule> rules = refusal.rules();
    Map<String, String> values =
        Map.of(
            "subject",
            certificate == null ? "the client" : certificate.subject().rfc2253Ascii(),
            "issuer",
            certificate == null ? "its CA" : certificate.issuer().rfc2253Ascii(),
            "host",
            refusal.host() == null ? "the host" : refusal.host(),
            "rule",
            rules.isEmpty() ? "a rule" : text(rules.getLast()),
            "detail",
            refusal.detail() == null ? "no more is known" : refusal.detail());
    Matcher places = PLACE.matcher(template);
    return visible(
        places.replaceAll(
            place -> Matcher.quoteReplacement(values.getOrDefault(place.group(1), place.group()))));
  }

  private static String text(Refusal.Rule rule) {
    return rule.text() + (rule.at() == null ? " (the default)" : " (" + rule.at() + ")");
  }

  private @Nullable Certificate certificate(int index) {
    try {
      return index >= 0 && index < refusal.chain().size()
          ? Certificate.ofDer(Base64.getDecoder().decode(refusal.chain().get(index)))
          : null;
    } catch (MalformedException | IllegalArgumentException unreadable) {
      return null;
    }
  }

  private static void add(List<String> lines, String name, @Nullable String value) {
    if (value != null) {
      lines.add("  %-11s %s".formatted(name, visible(value)));
    }
  }

  private String time(String instant) {
    return time(Instant.parse(instant));
  }

  private String time(Instant instant) {
    return TIME.format(instant) + " (" + distance(Duration.between(instant, now)) + ")";
  }

  /** {@code 3 min ago}, {@code in 2 h}. */
  private static String distance(Duration since) {
    long seconds = since.abs().toSeconds();
    String amount =
        seconds < 60
            ? seconds + " s"
            : seconds < 3600
                ? seconds / 60 + " min"
                : seconds < 48 * 3600 ? seconds / 3600 + " h" : seconds / 86_400 + " days";
    return since.isNegative() ? "in " + amount : amount + " ago";
  }

  /** Control characters, and whatever else a terminal might take for a command, as codes. */
  private static String visible(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c)
                  || Character.getType(c) == Character.FORMAT
                  || Character.getType(c) == Character.SURROGATE) {
                shown.append("\\u%04x".formatted(c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.toString();
  }
}
