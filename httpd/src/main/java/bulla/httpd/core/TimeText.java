package bulla.httpd.core;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time as httpd reads it: seconds, or a number with {@code ms}, {@code s}, {@code mi}, {@code h}.
 */
public final class TimeText {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(|ms.*|s.*|mi.*|h.*)");

  private TimeText() {}

  /** Milliseconds; empty if the text is no time. Of a unit's word only the start is looked at. */
  public static OptionalLong millis(String text) {
    Matcher form = FORM.matcher(text.toLowerCase(Locale.ROOT));
    if (!form.matches()) {
      return OptionalLong.empty();
    }
    long number = Long.parseLong(form.group(1));
    String unit = form.group(2);
    if (unit.startsWith("ms")) {
      return OptionalLong.of(number);
    }
    long seconds = unit.startsWith("mi") ? 60 : unit.startsWith("h") ? 3600 : 1;
    return OptionalLong.of(number * seconds * 1000);
  }
}
