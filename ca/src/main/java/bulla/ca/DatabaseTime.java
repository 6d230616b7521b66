package bulla.ca;

import bulla.cfssl.CfsslException;
import bulla.cfssl.ErrorCode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import org.jspecify.annotations.Nullable;

/** Times as CFSSL's SQLite driver stores them: texts, compared as texts by its queries. */
final class DatabaseTime {
  private static final DateTimeFormatter WRITTEN =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ssxxx").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter READ =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd[ ]['T']HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .appendPattern("[XXX]")
          .toFormatter();

  /** Go's zero time, which stands for "never". */
  private static final Instant NEVER = Instant.parse("0001-01-01T00:00:00Z");

  private DatabaseTime() {}

  static String text(@Nullable Instant time) {
    return WRITTEN.format(time == null ? NEVER : time);
  }

  static @Nullable Instant read(@Nullable String text) throws CfsslException {
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      TemporalAccessor time = READ.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
      Instant instant =
          time instanceof OffsetDateTime offset
              ? offset.toInstant()
              : LocalDateTime.from(time).toInstant(ZoneOffset.UTC);
      return instant.equals(NEVER) ? null : instant;
    } catch (DateTimeException e) {
      throw new CfsslException(
          ErrorCode.STORE_UNKNOWN, "certdb holds a time that cannot be read: " + text, e);
    }
  }
}
