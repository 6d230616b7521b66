package bulla.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.pki.Certificate;
import bulla.testkit.CertificateMaker;
import bulla.testkit.OcspBehaviour;
import bulla.testkit.OcspFake;
import bulla.testkit.SettableClock;
import bulla.testkit.TestCa;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A client's certificate, and the responder that it names, which does what a test says. */
abstract class CheckedClient {
  private static final Duration STEP = Duration.ofMillis(250);
  static final CacheLimits LIMITS =
      new CacheLimits(Duration.ofMinutes(10), Duration.ofSeconds(60), Duration.ofSeconds(1), 100);

  final SettableClock clock = SettableClock.atPresent();
  final TestCa ca = TestCa.root("CARC R100L").intermediate("CARC I101L");
  final OcspFake fake = OcspFake.start(ca, clock, new OcspBehaviour.Good());
  final OcspChecker checker = new OcspChecker(clock, LIMITS);
  final OcspPolicy plain = OcspPolicy.HTTPD.with().nonce(false).timeout(STEP).build();
  Certificate leaf;

  @BeforeEach
  void issue() {
    leaf = leaf(fake.url());
  }

  @AfterEach
  void stop() {
    checker.close();
    fake.close();
  }

  final Verdict check(OcspPolicy policy) {
    return checker.check(leaf, ca.certificate(), policy);
  }

  final Certificate leaf(String responder) {
    return ca.issue("data-exchange-svc01")
        .extendedKeyUsages(CertificateMaker.CLIENT_AUTH)
        .ocspUrl(responder)
        .make()
        .certificate();
  }

  static OcspFailure why(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Unavailable.class);
    return ((Verdict.Unavailable) verdict).why();
  }
}
