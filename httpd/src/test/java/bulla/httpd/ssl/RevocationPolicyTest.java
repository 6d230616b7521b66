package bulla.httpd.ssl;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.revocation.OcspFailure;
import bulla.revocation.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RevocationPolicyTest {
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

  @Test
  void graceLastsAsLongAsItSaysAfterTheLastGoodAnswer() {
    RevocationPolicy grace = new RevocationPolicy.Grace(Duration.ofHours(12));

    assertThat(grace.forgives(ended(NOW), NOW.plus(Duration.ofHours(12)).minusMillis(1))).isTrue();
    assertThat(grace.forgives(ended(NOW), NOW.plus(Duration.ofHours(12)))).isFalse();
    assertThat(grace.forgives(ended(null), NOW)).isFalse();
  }

  @Test
  void aTimeHasAnyUnitOrSeconds() {
    assertThat(RevocationPolicy.of("grace=90m"))
        .isEqualTo(new RevocationPolicy.Grace(Duration.ofMinutes(90)));
    assertThat(RevocationPolicy.of("Grace=2D"))
        .isEqualTo(new RevocationPolicy.Grace(Duration.ofDays(2)));
    assertThat(RevocationPolicy.of("grace=30"))
        .isEqualTo(new RevocationPolicy.Grace(Duration.ofSeconds(30)));
    assertThat(RevocationPolicy.of("grace=")).isNull();
    assertThat(RevocationPolicy.of("grace=1w")).isNull();
    assertThat(RevocationPolicy.of("lenient")).isNull();
  }

  private static Verdict.Unavailable ended(@Nullable Instant goodUntil) {
    return new Verdict.Unavailable(new OcspFailure.TimedOut("ocsp01:9400"), goodUntil, List.of());
  }
}
