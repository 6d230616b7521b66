package bulla.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.pki.Certificate;
import bulla.testkit.OcspBehaviour;
import bulla.testkit.OcspFake;
import bulla.testkit.TestCa;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many clients that nobody has seen before, at the same time. */
@Timeout(120)
class OcspStormTest {
  private static final int CLIENTS = ResponderPlaces.AT_ONCE + 100;

  private final TestCa ca = TestCa.root("CARC I101L");

  @Test
  void aResponderHasABoundedNumberOfQuestionsAndAnswersEachOnce() throws Exception {
    OcspBehaviour slow = new OcspBehaviour.Slow(Duration.ofMillis(200));
    try (OcspFake responder = OcspFake.start(ca, InstantSource.system(), slow);
        OcspChecker checker = new OcspChecker(InstantSource.system(), CacheLimits.DEFAULT)) {
      OcspPolicy patient =
          OcspPolicy.HTTPD.with().nonce(false).timeout(Duration.ofSeconds(60)).build();
      List<Verdict> verdicts = storm(checker, responder, patient, 2 * CLIENTS);

      assertThat(verdicts).hasSize(2 * CLIENTS).allMatch(Verdict::good);
      assertThat(responder.queries()).isEqualTo(CLIENTS);
      assertThat(responder.mostAtOnce()).isLessThanOrEqualTo(ResponderPlaces.AT_ONCE);
    }
  }

  @Test
  void aResponderThatHangsIsToldToThoseWhoWaitForTheirTurnByTheFirst() throws Exception {
    OcspBehaviour dead = new OcspBehaviour.Hang();
    try (OcspFake responder = OcspFake.start(ca, InstantSource.system(), dead);
        OcspChecker checker = new OcspChecker(InstantSource.system(), CacheLimits.DEFAULT)) {
      OcspPolicy policy =
          OcspPolicy.HTTPD.with().nonce(false).timeout(Duration.ofSeconds(2)).build();
      List<Verdict> verdicts = storm(checker, responder, policy, CLIENTS);

      assertThat(verdicts).hasSize(CLIENTS).allMatch(Verdict.Unavailable.class::isInstance);
      assertThat(responder.queries()).isBetween(1, ResponderPlaces.AT_ONCE);
    }
  }

  @Test
  void aResponderThatHangsHoldsUpNoOther() throws Exception {
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
        OcspFake dead = OcspFake.start(ca, InstantSource.system(), new OcspBehaviour.Hang());
        OcspFake well = OcspFake.start(ca, InstantSource.system(), new OcspBehaviour.Good());
        OcspChecker checker = new OcspChecker(InstantSource.system(), CacheLimits.DEFAULT)) {
      OcspPolicy patient =
          OcspPolicy.HTTPD.with().nonce(false).timeout(Duration.ofSeconds(30)).build();
      List<Certificate> stuck = certificates(dead, CLIENTS);
      stuck.forEach(each -> callers.execute(() -> checker.check(each, ca.certificate(), patient)));
      while (dead.queries() < ResponderPlaces.AT_ONCE) {
        Thread.sleep(10);
      }

      Certificate other = certificates(well, 1).getFirst();
      assertThat(checker.check(other, ca.certificate(), patient).good()).isTrue();
    }
  }

  /** Asks so often at the same time, about as many certificates as there are clients. */
  private List<Verdict> storm(
      OcspChecker checker, OcspFake responder, OcspPolicy policy, int questions) throws Exception {
    List<Certificate> clients = certificates(responder, CLIENTS);
    CountDownLatch start = new CountDownLatch(1);
    List<Future<Verdict>> asked = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < questions; i++) {
        Certificate client = clients.get(i % CLIENTS);
        asked.add(
            callers.submit(
                () -> {
                  start.await();
                  return checker.check(client, ca.certificate(), policy);
                }));
      }
      start.countDown();
      List<Verdict> verdicts = new ArrayList<>();
      for (Future<Verdict> each : asked) {
        verdicts.add(each.get());
      }
      return verdicts;
    }
  }

  private List<Certificate> certificates(OcspFake responder, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> ca.issue("client" + i).ocspUrl(responder.url()).make().certificate())
        .toList();
  }
}
