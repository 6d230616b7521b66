package bulla.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The Date field's value (RFC 9110 5.6.7, IMF-fixdate), made once a second. One thread. */
final class DateText {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private long second = Long.MIN_VALUE;
  private byte[] text = {};

  /** The date at {@code millis} since the epoch. */
  byte[] at(long millis) {
    long now = Math.floorDiv(millis, 1000);
    if (now != second) {
      text = FORMAT.format(Instant.ofEpochSecond(now)).getBytes(US_ASCII);
      second = now;
    }
    return text;
  }
}
