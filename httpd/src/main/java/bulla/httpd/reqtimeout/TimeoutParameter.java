package bulla.httpd.reqtimeout;

import bulla.http.ReadTimeouts;
import java.time.Duration;
import java.util.Locale;

/** The value of a parameter of RequestReadTimeout: {@code timeout[-maxtimeout][,MinRate=rate]}. */
final class TimeoutParameter {
  private static final String RATE = ",minrate=";

  private TimeoutParameter() {}

  /** A value that is none, in mod_reqtimeout's words. */
  static final class BadException extends Exception {
    private static final long serialVersionUID = 1L;

    BadException(String message) {
      super(message);
    }
  }

  static ReadTimeouts.Limit parse(String text) throws BadException {
    int rateAt = text.toLowerCase(Locale.ROOT).indexOf(RATE);
    if (rateAt < 0) {
      if (text.indexOf('-') >= 0) {
        throw new BadException("Must set MinRate option if using timeout range");
      }
      return ReadTimeouts.Limit.of(Duration.ofSeconds(number(text)));
    }
    int rate = number(text.substring(rateAt + RATE.length()));
    if (rate == 0) {
      throw new BadException("Minimum data rate must be larger than 0");
    }
    String times = text.substring(0, rateAt);
    int dash = times.indexOf('-');
    int longest = dash < 0 ? 0 : number(times.substring(dash + 1));
    int first = number(dash < 0 ? times : times.substring(0, dash));
    if (longest != 0 && first >= longest) {
      throw new BadException("Maximum timeout must be larger than initial timeout");
    }
    return new ReadTimeouts.Limit(Duration.ofSeconds(first), Duration.ofSeconds(longest), rate);
  }

  private static int number(String text) throws BadException {
    int digits = 0;
    while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
      digits++;
    }
    if (digits == 0) {
      throw new BadException(
          text.startsWith("-")
              ? "Value must be non-negative"
              : "Value '" + text + "' not numerical");
    }
    if (digits < text.length() || digits > 9) {
      throw new BadException("Cannot parse '" + text.substring(Math.min(digits, 9)) + "'");
    }
    return Integer.parseInt(text);
  }
}
