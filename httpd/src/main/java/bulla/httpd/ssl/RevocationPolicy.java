package bulla.httpd.ssl;

import bulla.revocation.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** BullaRevocationPolicy: what becomes of a client when no responder gives an answer. */
sealed interface RevocationPolicy {
  /** Whether the client is let in all the same. */
  boolean forgives(Verdict.Unavailable verdict, Instant now);

  /** The client is refused, as by httpd. */
  record Hard() implements RevocationPolicy {
    @Override
    public boolean forgives(Verdict.Unavailable verdict, Instant now) {
      return false;
    }

    @Override
    public String toString() {
      return "hard";
    }
  }

  /** The client is let in. */
  record Soft() implements RevocationPolicy {
    @Override
    public boolean forgives(Verdict.Unavailable verdict, Instant now) {
      return true;
    }

    @Override
    public String toString() {
      return "soft";
    }
  }

  /** The client is let in for a while after its last good answer has ended. */
  record Grace(Duration time) implements RevocationPolicy {
    @Override
    public boolean forgives(Verdict.Unavailable verdict, Instant now) {
      Instant end = verdict.goodUntil();
      return end != null && now.isBefore(end.plus(time));
    }

    @Override
    public String toString() {
      return "grace=" + time.toSeconds();
    }
  }

  /** Reads {@code hard}, {@code soft}, {@code grace=12h}; null if it is none of them. */
  static @Nullable RevocationPolicy of(String word) {
    String small = word.toLowerCase(Locale.ROOT);
    Matcher grace = Pattern.compile("grace=(\\d{1,6})([smhd]?)").matcher(small);
    if (grace.matches()) {
      long count = Long.parseLong(grace.group(1));
      return new Grace(
          switch (grace.group(2)) {
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            case "d" -> Duration.ofDays(count);
            default -> Duration.ofSeconds(count);
          });
    }
    return switch (small) {
      case "hard" -> new Hard();
      case "soft" -> new Soft();
      default -> null;
    };
  }
}
