package bulla.httpd.log;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.Locale;

/** {@code %t} and {@code %{format}t}: the time a request began, or ended. */
final class TimeItem {
  private TimeItem() {}

  private static final DateTimeFormatter COMMON =
      DateTimeFormatter.ofPattern("'['dd/MMM/yyyy:HH:mm:ss Z']'", Locale.ENGLISH)
          .withZone(ZoneId.systemDefault());

  /** A second with its text: most lines of a second share it. */
  private record Second(long second, String text) {}

  static LogItem of(String format) {
    boolean end = format.startsWith("end:");
    String rest =
        end ? format.substring(4) : format.startsWith("begin:") ? format.substring(6) : format;
    if (rest.isEmpty()) {
      return common(end);
    }
    return (request, ending, line) -> {
      long begun = request.exchange().startMillis();
      long millis = end ? begun + ending.durationNanos() / 1_000_000 : begun;
      switch (rest) {
        case "sec" -> line.append(millis / 1_000);
        case "msec" -> line.append(millis);
        case "usec" -> line.append(millis * 1_000);
        case "msec_frac" -> line.append(String.format("%03d", millis % 1_000));
        case "usec_frac" -> line.append(String.format("%06d", millis % 1_000 * 1_000));
        default ->
            strftime(rest, Instant.ofEpochMilli(millis).atZone(ZoneId.systemDefault()), line);
      }
    };
  }

  private static LogItem common(boolean end) {
    Second[] last = {new Second(Long.MIN_VALUE, "")};
    return (request, ending, line) -> {
      long begun = request.exchange().startMillis();
      long second = (end ? begun + ending.durationNanos() / 1_000_000 : begun) / 1_000;
      // Threads race for the one place harmlessly: each sees a whole, immutable second.
      Second known = last[0];
      if (known.second != second) {
        known = new Second(second, COMMON.format(Instant.ofEpochSecond(second)));
        last[0] = known;
      }
      line.append(known.text);
    };
  }

  private static void strftime(String format, ZonedDateTime time, StringBuilder line) {
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        line.append(c);
        continue;
      }
      char letter = format.charAt(++i);
      String pattern = pattern(letter);
      switch (letter) {
        case 'a' ->
            line.append(time.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH));
        case 's' -> line.append(time.toEpochSecond());
        case '%' -> line.append('%');
        case 'n' -> line.append(' ');
        default -> {
          if (pattern.isEmpty()) {
            line.append('%').append(letter);
          } else {
            line.append(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time));
          }
        }
      }
    }
  }

  private static String pattern(char letter) {
    return switch (letter) {
      case 'A' -> "EEEE";
      case 'b', 'h' -> "MMM";
      case 'B' -> "MMMM";
      case 'd' -> "dd";
      case 'D' -> "MM/dd/yy";
      case 'e' -> "ppd";
      case 'F' -> "yyyy-MM-dd";
      case 'H' -> "HH";
      case 'I' -> "hh";
      case 'j' -> "DDD";
      case 'm' -> "MM";
      case 'M' -> "mm";
      case 'p' -> "a";
      case 'S' -> "ss";
      case 'T' -> "HH:mm:ss";
      case 'y' -> "yy";
      case 'Y' -> "yyyy";
      case 'z' -> "Z";
      case 'Z' -> "zzz";
      default -> "";
    };
  }
}
