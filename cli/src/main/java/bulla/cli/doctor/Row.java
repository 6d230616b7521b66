package bulla.cli.doctor;

import bulla.httpd.ssl.Asked;
import bulla.pki.Certificate;
import bulla.revocation.Probed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A place's cells. */
record Row(String kind, String url, List<String> cells) {
  static final Row HEADING =
      new Row(
          "KIND",
          "URL",
          List.of("REACHED", "SAYS", "SIGNED BY", "FRESH UNTIL, UTC", "TOOK", "CLOCK"));

  /** What the cells are called within a text. */
  static final List<String> NAMES =
      List.of("reached:", "says", "signed by", "fresh until (UTC)", "took", "clock");

  /** What is not known. */
  static final String NOTHING = "-";

  static Row of(Asked asked) {
    return new Row(
        asked.kind().name(),
        Printable.of(asked.url()),
        List.of(
            asked.reached() ? "yes" : "no",
            said(asked),
            signer(asked.signer()),
            until(asked.until()),
            took(asked.probed()),
            clock(asked.probed())));
  }

  private static String said(Asked asked) {
    String said = asked.said();
    return said == null ? NOTHING : Printable.of(said);
  }

  private static String signer(@Nullable Certificate signer) {
    return signer == null ? NOTHING : Printable.of(name(signer));
  }

  private static String name(Certificate certificate) {
    List<String> names = certificate.subject().values("CN");
    return names.isEmpty() ? certificate.subject().rfc2253() : names.getLast();
  }

  private static String until(@Nullable Instant until) {
    return until == null ? NOTHING : Report.Times.minutes(until);
  }

  private static String took(@Nullable Probed probed) {
    if (probed == null) {
      return NOTHING;
    }
    long millis = probed.took().toMillis();
    return millis < 10_000 ? millis + " ms" : millis / 1000 + " s";
  }

  private static String clock(@Nullable Probed probed) {
    Duration ahead = probed == null ? null : probed.ahead();
    // A second is what the field can tell.
    long seconds = ahead == null ? 0 : Math.round(ahead.toMillis() / 1e3);
    return ahead == null
        ? NOTHING
        : Math.abs(seconds) <= 1 ? "0 s" : (seconds > 0 ? "+" : "") + seconds + " s";
  }
}
