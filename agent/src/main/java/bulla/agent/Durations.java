package bulla.agent;

import bulla.cfssl.CfsslException;
import bulla.cfssl.GoDuration;
import java.math.BigDecimal;
import java.time.Duration;

/** Durations in Go's notation, as far as they may stand in certmgr's files. */
final class Durations {
  private Durations() {}

  /**
   * Parses {@code 72h}, {@code 1h30m}.
   *
   * @throws IllegalArgumentException with a sentence for the operator, also below zero
   */
  static Duration parse(String text) {
    try {
      Duration duration = GoDuration.of(text);
      if (duration.isNegative()) {
        throw new IllegalArgumentException("duration \"" + text + "\" is below zero");
      }
      return duration;
    } catch (CfsslException e) {
      throw new IllegalArgumentException(e.text(), e);
    }
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
}
