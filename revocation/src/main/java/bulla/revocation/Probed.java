package bulla.revocation;

import bulla.pki.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * What came of asking one place.
 *
 * @param took from the first step of connecting to the last octet
 * @param ahead how far the place's clock is ahead of ours, by its Date field (RFC 9110 6.6.1), to
 *     about a second; null if it does not tell
 */
public record Probed(Outcome outcome, Duration took, @Nullable Duration ahead) {

  /** What came. */
  public sealed interface Outcome {}

  /**
   * It is what it should be.
   *
   * @param said what it says, in a few words: {@code good}
   * @param signer whose signature was verified; null if nobody looked (SSLOCSPNoverify)
   * @param until when it stops being fresh; null if it does not say
   */
  public record Believed(String said, @Nullable Certificate signer, @Nullable Instant until)
      implements Outcome {}

  /** It is signed and fresh, and says that the certificate is not good. */
  public record Against(String said, @Nullable Certificate signer, @Nullable Instant until)
      implements Outcome {}

  /**
   * A responder was asked about a certificate that may not exist, and answered that it does not
   * know it. So it is there; more cannot be found out this way.
   */
  public record NotKnownThere(String said) implements Outcome {}

  /** It could not be had, or cannot be believed. */
  public record Failed(OcspFailure why) implements Outcome {}

  /** It came, and is not what it should be. */
  public record Unfit(String why) implements Outcome {}

  static Probed of(Outcome outcome, Timing timing, @Nullable String date) {
    return new Probed(outcome, timing.took(), ahead(timing, date));
  }

  /**
   * When something was asked.
   *
   * @param middle between the first step and the last octet: the answer's Date is about of then
   */
  record Timing(Duration took, Instant middle) {
    static Timing since(long nanos, Instant now) {
      Duration took = Duration.ofNanos(System.nanoTime() - nanos);
      return new Timing(took, now.minus(took.dividedBy(2)));
    }
  }

  private static @Nullable Duration ahead(Timing timing, @Nullable String date) {
    if (date == null) {
      return null;
    }
    try {
      // The field has no fractions: half a second later is as near as can be.
      Instant there =
          ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
              .toInstant()
              .plusMillis(500);
      return Duration.between(timing.middle(), there);
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
