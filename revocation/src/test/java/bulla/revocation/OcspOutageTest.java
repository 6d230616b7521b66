package bulla.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.testkit.OcspBehaviour;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts while a responder is away. */
class OcspOutageTest extends CheckedClient {
  @Test
  void aDeadResponderIsLeftInPeaceForAMomentAndForgivenAfterwards() {
    fake.behave(new OcspBehaviour.Failure(3));
    check(plain);
    fake.behave(new OcspBehaviour.Good());
    assertThat(check(plain).good()).isFalse();
    assertThat(fake.queries()).isEqualTo(1);

    clock.advance(Duration.ofSeconds(1));

    assertThat(check(plain).good()).isTrue();
  }

  @Test
  void aResponderThatHangsCostsOneTimeLimitAndNotOneForEachClient() {
    fake.behave(new OcspBehaviour.Hang());
    for (int i = 0; i < 5; i++) {
      assertThat(why(checker.check(leaf(fake.url()), ca.certificate(), plain)))
          .isEqualTo(new OcspFailure.TimedOut(fake.hostPort()));
    }
    assertThat(fake.queries()).isEqualTo(1);

    clock.advance(Duration.ofSeconds(1));
    checker.check(leaf(fake.url()), ca.certificate(), plain);
    checker.check(leaf(fake.url()), ca.certificate(), plain);
    assertThat(fake.queries()).isEqualTo(2);

    fake.behave(new OcspBehaviour.Good());
    clock.advance(Duration.ofSeconds(2));
    assertThat(checker.check(leaf(fake.url()), ca.certificate(), plain).good()).isTrue();
    assertThat(checker.check(leaf(fake.url()), ca.certificate(), plain).good()).isTrue();
  }

  @Test
  void aGoodAnswerServesUntilItsEndWhenItCannotBeRenewed() throws Exception {
    fake.behave(new OcspBehaviour.GoodFor(Duration.ofMinutes(8)));
    check(plain);
    fake.behave(new OcspBehaviour.Silence());
    clock.advance(Duration.ofMinutes(4));
    check(plain);
    while (fake.queries() < 2) {
      Thread.sleep(1);
    }
    clock.advance(Duration.ofMinutes(3));
    assertThat(check(plain).good()).isTrue();
    clock.advance(Duration.ofMinutes(1));

    Verdict verdict = check(plain);
    assertThat(verdict)
        .isEqualTo(
            new Verdict.Unavailable(
                new OcspFailure.Broken(fake.hostPort(), "(none)"),
                clock.instant(),
                verdict.consulted()));
  }

  @Test
  void theLastGoodAnswerStandsInForAnAbsentResponderAlsoOverARestart(@TempDir Path folder)
      throws Exception {
    Path answers = folder.resolve("answers");
    try (OcspChecker first = new OcspChecker(clock, LIMITS, answers)) {
      assertThat(first.check(leaf, ca.certificate(), plain).good()).isTrue();
    }
    fake.behave(new OcspBehaviour.Silence());
    clock.advance(Duration.ofMinutes(59));
    try (OcspChecker second = new OcspChecker(clock, LIMITS, answers)) {
      assertThat(second.check(leaf, ca.certificate(), plain).good()).isTrue();
      assertThat(second.check(leaf(fake.url()), ca.certificate(), plain).good()).isFalse();
      clock.advance(Duration.ofMinutes(1));
      Verdict verdict = second.check(leaf, ca.certificate(), plain);
      assertThat(verdict)
          .isEqualTo(
              new Verdict.Unavailable(
                  new OcspFailure.Broken(fake.hostPort(), "(none)"),
                  clock.instant(),
                  verdict.consulted()));
    }
  }
}
