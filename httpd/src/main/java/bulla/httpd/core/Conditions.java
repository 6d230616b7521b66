package bulla.httpd.core;

import bulla.http.Request;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Conditional requests (RFC 9110 13), in the order in which httpd looks at them. */
final class Conditions {
  private Conditions() {}

  private static final List<DateTimeFormatter> DATES =
      List.of(
          DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH),
          new DateTimeFormatterBuilder()
              .appendPattern("EEEE, dd-MMM-")
              .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
              .appendPattern(" HH:mm:ss 'GMT'")
              .toFormatter(Locale.ENGLISH),
          DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH));

  /**
   * Decides.
   *
   * @param weak whether our tag is a weak one now
   * @return 0 to go on, 304 or 412
   */
  static int decide(Request request, StaticHead head, boolean weak, long nowMillis) {
    boolean get = request.method().equals("GET") || request.method().equals("HEAD");
    String match = request.field("If-Match");
    if (match != null) {
      if (!match.strip().equals("*") && (weak || !listed(match, head.tag(), false))) {
        return 412;
      }
    } else {
      Instant unmodified = date(request.field("If-Unmodified-Since"));
      if (unmodified != null && head.modifiedSeconds() > unmodified.getEpochSecond()) {
        return 412;
      }
    }
    String none = request.field("If-None-Match");
    if (none != null) {
      boolean same = none.strip().equals("*") || listed(none, head.tag(), get);
      return !same ? 0 : get ? 304 : 412;
    }
    Instant since = get ? date(request.field("If-Modified-Since")) : null;
    boolean fresh =
        since != null
            && since.getEpochSecond() >= head.modifiedSeconds()
            && since.toEpochMilli() <= nowMillis;
    return fresh ? 304 : 0;
  }

  /** Whether If-Range lets a range be served. */
  static boolean rangeHolds(Request request, StaticHead head, boolean weak) {
    String field = request.field("If-Range");
    if (field == null) {
      return true;
    }
    String value = field.strip();
    if (value.startsWith("\"") || value.startsWith("W/")) {
      return !weak && value.equals(head.tag());
    }
    Instant date = date(value);
    return date != null && date.getEpochSecond() == head.modifiedSeconds() && !weak;
  }

  private static boolean listed(String list, @Nullable String tag, boolean weakly) {
    if (tag == null) {
      return false;
    }
    for (String part : list.split(",")) {
      String item = part.strip();
      if (item.equals(tag) || (weakly && item.startsWith("W/") && item.substring(2).equals(tag))) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Instant date(@Nullable String text) {
    if (text == null) {
      return null;
    }
    for (DateTimeFormatter format : DATES) {
      try {
        return LocalDateTime.parse(text.strip(), format).toInstant(ZoneOffset.UTC);
      } catch (DateTimeException ignored) {
        // Another of HTTP's three forms, or none: then the field is not there (RFC 9110 13.1.3).
      }
    }
    return null;
  }
}
