package bulla.agent;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as Go writes them: {@code 72h}, {@code 1h30m}, {@code 1.5s}. Units h m s ms us µs ns;
 * no days.
 */
final class GoDuration {
  private static final Pattern PART =
      Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(h|ms|m|s|us|µs|μs|ns)");
  private static final Map<String, Long> NANOS =
      Map.of(
          "h", 3_600_000_000_000L,
          "m", 60_000_000_000L,
          "s", 1_000_000_000L,
          "ms", 1_000_000L,
          "us", 1_000L,
          "µs", 1_000L,
          "μs", 1_000L,
          "ns", 1L);

  private GoDuration() {}

  /**
   * Parses.
   *
   * @throws IllegalArgumentException with a sentence for the operator, also for a duration below
   *     zero or above 290 years
   */
  static Duration parse(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    if (text.startsWith("-")) {
      throw new IllegalArgumentException("duration \"" + text + "\" is below zero");
    }
    Matcher part = PART.matcher(text);
    BigDecimal nanos = BigDecimal.ZERO;
    int end = 0;
    while (part.lookingAt()) {
      nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(nanos(part))));
      end = part.end();
      part.region(end, text.length());
    }
    if (text.isEmpty() || end != text.length()) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is no duration; write hours, minutes and seconds such as \"72h\" or \"1h30m\"");
    }
    if (nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException("duration \"" + text + "\" is too long");
    }
    return Duration.ofNanos(nanos.longValue());
  }

  /** Writes a duration the way Go prints one: {@code 72h0m0s}. */
  static String format(Duration duration) {
    BigDecimal seconds = BigDecimal.valueOf(duration.toNanos(), 9);
    long whole = duration.toSeconds();
    String tail =
        seconds.remainder(BigDecimal.valueOf(60)).stripTrailingZeros().toPlainString() + "s";
    if (whole >= 3600) {
      return whole / 3600 + "h" + whole / 60 % 60 + "m" + tail;
    }
    return whole >= 60 ? whole / 60 + "m" + tail : tail;
  }

  private static long nanos(Matcher part) {
    Long nanos = NANOS.get(part.group(2));
    if (nanos == null) {
      throw new IllegalStateException("the pattern allows no unit but these");
    }
    return nanos;
  }
}
