package bulla.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.testkit.OcspBehaviour;
import bulla.testkit.OcspFake;
import bulla.testkit.TestCa;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a verdict serves, and who shares it. */
class KeptVerdictsTest extends CheckedClient {
  @Test
  void aGoodAnswerIsNotKeptBeyondItsNextUpdate() {
    fake.behave(new OcspBehaviour.GoodFor(Duration.ofMinutes(2)));
    check(plain);
    clock.advance(Duration.ofMinutes(2));
    fake.behave(new OcspBehaviour.Revoked(clock.instant(), 1));

    assertThat(check(plain)).isInstanceOf(Verdict.Revoked.class);
  }

  @Test
  void aGoodAnswerThatIsInUseIsRenewedAtHalfOfItsLifeWhileItStillServes() throws Exception {
    check(plain);
    clock.advance(Duration.ofMinutes(4));
    check(plain);
    assertThat(fake.queries()).isEqualTo(1);

    fake.behave(new OcspBehaviour.Revoked(clock.instant(), 1));
    clock.advance(Duration.ofMinutes(1));
    assertThat(check(plain).good()).isTrue();

    while (check(plain).good()) {
      Thread.sleep(1);
    }
    assertThat(fake.queries()).isEqualTo(2);
  }

  @Test
  void anAnswerWithoutNextUpdateIsNotKept() {
    fake.behave(new OcspBehaviour.NoNextUpdate());
    check(plain);
    check(plain);

    assertThat(fake.queries()).isEqualTo(2);
  }

  @Test
  void withANonceEveryCheckAsks() {
    check(plain.with().nonce(true).build());
    check(plain.with().nonce(true).build());

    assertThat(fake.queries()).isEqualTo(2);
  }

  @Test
  void clientsWhoComeTogetherShareOneQuery() throws Exception {
    fake.behave(new OcspBehaviour.SlowDrip(Duration.ofMillis(1)));
    OcspPolicy patient = plain.with().timeout(Duration.ofSeconds(10)).build();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Verdict>> verdicts =
          IntStream.range(0, 20).mapToObj(_ -> threads.submit(() -> check(patient))).toList();
      for (Future<Verdict> verdict : verdicts) {
        assertThat(verdict.get().good()).isTrue();
      }
    }
    assertThat(fake.queries()).isEqualTo(1);
  }

  @Test
  void invalidationMakesTheNextCheckAsk() {
    check(plain);
    fake.behave(new OcspBehaviour.Revoked(clock.instant(), 1));
    assertThat(check(plain).good()).isTrue();

    checker.invalidate(leaf);

    assertThat(check(plain)).isInstanceOf(Verdict.Revoked.class);
  }

  @Test
  void anAnswerFromBeforeAnInvalidationIsNotKept() throws Exception {
    fake.behave(new OcspBehaviour.SlowDrip(Duration.ofMillis(2)));
    OcspPolicy patient = plain.with().timeout(Duration.ofSeconds(10)).build();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Verdict> early = threads.submit(() -> check(patient));
      while (fake.queries() == 0) {
        Thread.sleep(1);
      }
      checker.invalidate(leaf);
      fake.behave(new OcspBehaviour.Revoked(clock.instant(), 1));
      assertThat(check(patient)).isInstanceOf(Verdict.Revoked.class);
      assertThat(early.get().good()).isTrue();
      assertThat(check(patient)).isInstanceOf(Verdict.Revoked.class);
    }
  }

  @Test
  void newsOfARevocationAlsoEndsWhatIsOnTheDisk(@TempDir Path folder) throws Exception {
    try (OcspChecker first = new OcspChecker(clock, LIMITS, folder)) {
      assertThat(first.check(leaf, ca.certificate(), plain).good()).isTrue();
      first.invalidate(leaf);
    }
    fake.behave(new OcspBehaviour.Silence());
    try (OcspChecker second = new OcspChecker(clock, LIMITS, folder)) {
      assertThat(second.check(leaf, ca.certificate(), plain).good()).isFalse();
    }
  }

  @Test
  void anAnswerFromTheDiskIsVerifiedAsIfItCameFromTheResponder(@TempDir Path folder)
      throws Exception {
    TestCa other = TestCa.named(ca.certificate().subject());
    try (OcspFake forger = OcspFake.start(other, clock, new OcspBehaviour.Good());
        OcspChecker first = new OcspChecker(clock, LIMITS, folder)) {
      OcspPolicy forged = plain.with().responder(forger.url(), true).build();
      assertThat(first.check(leaf, other.certificate(), forged).good()).isTrue();
    }
    fake.behave(new OcspBehaviour.Silence());
    try (OcspChecker second = new OcspChecker(clock, LIMITS, folder)) {
      assertThat(second.check(leaf, ca.certificate(), plain).good()).isFalse();
    }
  }
}
