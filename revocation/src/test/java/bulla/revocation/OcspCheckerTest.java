package bulla.revocation;

import static bulla.pki.CertId.Hash.SHA1;
import static org.assertj.core.api.Assertions.assertThat;

import bulla.pki.CertId;
import bulla.pki.CertStatus;
import bulla.pki.Certificate;
import bulla.pki.OcspRequest;
import bulla.testkit.CertificateMaker;
import bulla.testkit.Issued;
import bulla.testkit.OcspBehaviour;
import bulla.testkit.OcspFake;
import bulla.testkit.SettableClock;
import bulla.testkit.TestCa;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OcspCheckerTest {
  private static final Duration STEP = Duration.ofMillis(250);
  private static final CacheLimits LIMITS =
      new CacheLimits(Duration.ofMinutes(10), Duration.ofSeconds(60), Duration.ofSeconds(1), 100);

  private final SettableClock clock = SettableClock.atPresent();
  private final TestCa ca = TestCa.root("CARC R100L").intermediate("CARC I101L");
  private final OcspFake fake = OcspFake.start(ca, clock, new OcspBehaviour.Good());
  private final OcspChecker checker = new OcspChecker(clock, LIMITS);
  private final OcspPolicy plain = OcspPolicy.HTTPD.with().nonce(false).timeout(STEP).build();
  private Certificate leaf;

  @BeforeEach
  void issue() {
    leaf = leaf(fake.url());
  }

  @AfterEach
  void stop() {
    checker.close();
    fake.close();
  }

  static List<OcspBehaviour> good() {
    return List.of(
        new OcspBehaviour.Good(),
        new OcspBehaviour.GoodByIssuer(),
        new OcspBehaviour.GoodByKey(),
        new OcspBehaviour.NoNextUpdate());
  }

  @ParameterizedTest
  @MethodSource
  void good(OcspBehaviour behaviour) {
    fake.behave(behaviour);

    assertThat(check(plain).good()).isTrue();
    assertThat(check(plain.with().nonce(true).build()).good()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 4})
  void revokedTellsWhenAndWhy(int reason) {
    Instant at = clock.instant().minusSeconds(60);
    fake.behave(new OcspBehaviour.Revoked(at, reason));

    Verdict verdict = check(plain);
    assertThat(verdict)
        .isEqualTo(
            new Verdict.Revoked(
                at, reason, clock.instant().plus(Duration.ofHours(1)), verdict.consulted()));
  }

  @Test
  void unknownIsUnknown() {
    fake.behave(new OcspBehaviour.Unknown());

    assertThat(check(plain)).isInstanceOf(Verdict.Unknown.class);
  }

  static Stream<Arguments> rejected() {
    Duration drip = Duration.ofMillis(100);
    return Stream.of(
        Arguments.of(new OcspBehaviour.Failure(3), OcspFailure.NotSuccessful.class),
        Arguments.of(new OcspBehaviour.Failure(6), OcspFailure.NotSuccessful.class),
        Arguments.of(new OcspBehaviour.NotBasic(), OcspFailure.NotBasic.class),
        Arguments.of(new OcspBehaviour.WrongSigner(), OcspFailure.BadSignature.class),
        Arguments.of(new OcspBehaviour.BrokenSignature(), OcspFailure.BadSignature.class),
        Arguments.of(new OcspBehaviour.SiblingDelegate(), OcspFailure.BadSignature.class),
        Arguments.of(new OcspBehaviour.ExpiredDelegate(), OcspFailure.BadSignature.class),
        Arguments.of(new OcspBehaviour.DelegateWithoutPurpose(), OcspFailure.BadSignature.class),
        Arguments.of(new OcspBehaviour.EarlyDelegate(), OcspFailure.BadSignature.class),
        Arguments.of(new OcspBehaviour.DelegateWithoutSignature(), OcspFailure.BadSignature.class),
        Arguments.of(new OcspBehaviour.Grandparent(), OcspFailure.BadSignature.class),
        Arguments.of(new OcspBehaviour.GrandparentsDelegate(), OcspFailure.BadSignature.class),
        Arguments.of(new OcspBehaviour.Impostor(), OcspFailure.BadSignature.class),
        Arguments.of(new OcspBehaviour.ImpostorsDelegate(), OcspFailure.BadSignature.class),
        Arguments.of(new OcspBehaviour.SignedWithMd5(), OcspFailure.BadSignature.class),
        Arguments.of(new OcspBehaviour.CriticalExtension(), OcspFailure.BadSignature.class),
        Arguments.of(new OcspBehaviour.CriticalSingleExtension(), OcspFailure.BadSignature.class),
        Arguments.of(new OcspBehaviour.CrowdOfSigners(), OcspFailure.BadSignature.class),
        Arguments.of(new OcspBehaviour.Trailed(), OcspFailure.Undecodable.class),
        Arguments.of(new OcspBehaviour.Nested(), OcspFailure.Undecodable.class),
        Arguments.of(new OcspBehaviour.TwoLengths(), OcspFailure.Broken.class),
        Arguments.of(new OcspBehaviour.Chunked(), OcspFailure.Undecodable.class),
        Arguments.of(new OcspBehaviour.Compressed(), OcspFailure.Undecodable.class),
        Arguments.of(new OcspBehaviour.OtherSerial(), OcspFailure.OtherCertificate.class),
        Arguments.of(new OcspBehaviour.OtherIssuer(), OcspFailure.OtherCertificate.class),
        Arguments.of(new OcspBehaviour.OtherHash(), OcspFailure.OtherCertificate.class),
        Arguments.of(new OcspBehaviour.NoAnswers(), OcspFailure.OtherCertificate.class),
        Arguments.of(new OcspBehaviour.Stale(), OcspFailure.NotFresh.class),
        Arguments.of(new OcspBehaviour.Future(), OcspFailure.NotFresh.class),
        Arguments.of(new OcspBehaviour.Backwards(), OcspFailure.NotFresh.class),
        Arguments.of(new OcspBehaviour.Truncated(), OcspFailure.Undecodable.class),
        Arguments.of(new OcspBehaviour.Html(), OcspFailure.Undecodable.class),
        Arguments.of(new OcspBehaviour.EmptyBody(), OcspFailure.Undecodable.class),
        Arguments.of(
            new OcspBehaviour.HttpStatus(500, "Internal Server Error"),
            OcspFailure.BadStatus.class),
        Arguments.of(new OcspBehaviour.HttpStatus(204, "No Content"), OcspFailure.BadStatus.class),
        Arguments.of(new OcspBehaviour.Oversized(), OcspFailure.TooLarge.class),
        Arguments.of(new OcspBehaviour.EndlessHeaders(), OcspFailure.TooManyHeaders.class),
        Arguments.of(new OcspBehaviour.EndlessLine(), OcspFailure.Broken.class),
        Arguments.of(new OcspBehaviour.ShortBody(), OcspFailure.Broken.class),
        Arguments.of(new OcspBehaviour.Reset(), OcspFailure.Broken.class),
        Arguments.of(new OcspBehaviour.Silence(), OcspFailure.Broken.class),
        Arguments.of(new OcspBehaviour.NotHttp(), OcspFailure.Broken.class),
        Arguments.of(new OcspBehaviour.SlowDrip(drip), OcspFailure.TimedOut.class),
        Arguments.of(new OcspBehaviour.Hang(), OcspFailure.TimedOut.class));
  }

  @ParameterizedTest
  @MethodSource
  void rejected(OcspBehaviour behaviour, Class<? extends OcspFailure> failure) {
    fake.behave(behaviour);
    // Some answers take their time to be made up.
    boolean answers = behaviour instanceof OcspBehaviour.Answer;

    assertThat(why(check(answers ? plain.with().timeout(Duration.ofSeconds(20)).build() : plain)))
        .isInstanceOf(failure);
  }

  @Test
  void aNonceMustComeBack() {
    OcspPolicy policy = plain.with().nonce(true).build();
    for (OcspBehaviour behaviour :
        List.of(new OcspBehaviour.NoNonce(), new OcspBehaviour.ReplayedNonce())) {
      checker.invalidateAll();
      fake.behave(behaviour);
      assertThat(why(check(policy))).isEqualTo(new OcspFailure.BadNonce(fake.hostPort()));
      assertThat(check(plain).good()).isTrue();
    }
  }

  @Test
  void aRedirectIsNotFollowed() {
    try (OcspFake other = OcspFake.start(ca, clock, new OcspBehaviour.Good())) {
      fake.behave(new OcspBehaviour.Redirect(other.url()));

      assertThat(why(check(plain)))
          .isEqualTo(new OcspFailure.BadStatus(fake.hostPort(), "302 Found"));
      assertThat(other.queries()).isZero();
    }
  }

  @Test
  void aRefusedConnectionNamesErrnoAndText() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    String hostPort = "127.0.0.1:" + port;

    assertThat(why(checker.check(leaf("http://" + hostPort), ca.certificate(), plain)))
        .isEqualTo(new OcspFailure.CannotConnect(hostPort, 111, "Connection refused"));
  }

  @Test
  void aNameWithoutAddressIsNamed() {
    assertThat(why(checker.check(leaf("http://no.such.invalid/"), ca.certificate(), plain)))
        .isEqualTo(new OcspFailure.NoAddress("no.such.invalid:80"));
  }

  @Test
  void aNameIsAskedOnlyWhereItsAddressMayBe() {
    leaf = leaf("http://localhost:" + fake.hostPort().split(":")[1] + "/");
    AllowedPlaces named = allowed("localhost");

    assertThat(why(check(plain.with().allowed(named).build())))
        .isEqualTo(
            new OcspFailure.NotAllowed(leaf.ocspUrls().getFirst().split("/")[2], "127.0.0.1"));
    assertThat(fake.queries()).isZero();
    assertThat(check(plain.with().allowed(allowed("127.0.0.0/8")).build()).good()).isTrue();
  }

  @Test
  void whoTheOperatorNamesIsAskedWhereverItIs() {
    AllowedPlaces none = AllowedPlaces.DEFAULT.and(List.of());
    OcspPolicy strict = plain.with().allowed(none).build();
    Certificate mute = ca.issue("mute").make().certificate();

    assertThat(why(check(strict))).isInstanceOf(OcspFailure.NotAllowed.class);
    assertThat(check(strict.with().responder(fake.url(), true).build()).good()).isTrue();
    assertThat(why(check(strict.with().responder(fake.url(), false).build())))
        .isInstanceOf(OcspFailure.NotAllowed.class);
    assertThat(
            checker
                .check(mute, ca.certificate(), strict.with().responder(fake.url(), false).build())
                .good())
        .isTrue();
  }

  @Test
  void behindAProxyTheUrlsHostIsWhatMayBeAsked() {
    leaf = leaf("http://ocsp.example.org/");
    OcspPolicy policy = proxied(plain, HttpUrl.of(fake.url()).orElseThrow());

    assertThat(why(check(policy.with().allowed(allowed("127.0.0.0/8")).build())))
        .isEqualTo(new OcspFailure.NotAllowed("ocsp.example.org:80", "ocsp.example.org"));
    assertThat(check(policy.with().allowed(allowed("*.example.org")).build()).good()).isTrue();
  }

  @Test
  void onlyPlainHttpIsAsked() {
    assertThat(why(checker.check(leaf("https://127.0.0.1/"), ca.certificate(), plain)))
        .isEqualTo(new OcspFailure.BadUrl("(none)", "https://127.0.0.1/"));
    Certificate without = ca.issue("without").make().certificate();
    assertThat(checker.check(without, ca.certificate(), plain))
        .isEqualTo(new Verdict.NoResponder());
  }

  @Test
  void theDefaultResponderStandsInAndOverridesWhenTold() {
    Certificate without = ca.issue("without").make().certificate();
    Certificate elsewhere = leaf("http://no.such.invalid/");

    assertThat(
            checker
                .check(without, ca.certificate(), plain.with().responder(fake.url(), false).build())
                .good())
        .isTrue();
    assertThat(
            checker
                .check(
                    elsewhere, ca.certificate(), plain.with().responder(fake.url(), true).build())
                .good())
        .isTrue();
    assertThat(
            checker
                .check(
                    elsewhere, ca.certificate(), plain.with().responder(fake.url(), false).build())
                .good())
        .isFalse();
  }

  @Test
  void theRequestIsHttpds() {
    check(plain);
    int without = fake.lastQuery().body().length;

    assertThat(fake.lastQuery().head())
        .containsExactly(
            "POST / HTTP/1.0",
            "Host: " + fake.hostPort(),
            "Content-Type: application/ocsp-request",
            "Connection: close",
            "Content-Length: " + without);
    check(plain.with().nonce(true).build());
    assertThat(fake.lastQuery().body()).hasSize(without + 37);
  }

  @Test
  void aProxyIsAskedForTheAbsoluteUrl() {
    Certificate elsewhere = leaf("http://ocsp.invalid:2560/x?y");
    OcspPolicy policy = proxied(plain, HttpUrl.of(fake.url()).orElseThrow());

    assertThat(checker.check(elsewhere, ca.certificate(), policy).good()).isTrue();
    assertThat(fake.lastQuery().head())
        .startsWith("POST http://ocsp.invalid:2560/x?y HTTP/1.0", "Host: ocsp.invalid:2560");
  }

  @Test
  void noverifyBelievesAnySigner() {
    fake.behave(new OcspBehaviour.WrongSigner());
    OcspPolicy p = plain;

    assertThat(
            check(
                    new OcspPolicy(
                        null,
                        false,
                        false,
                        p.skew(),
                        null,
                        STEP,
                        true,
                        List.of(),
                        null,
                        SHA1,
                        AllowedPlaces.DEFAULT))
                .good())
        .isTrue();
  }

  @Test
  void aResponderThatIsTrustedByNameNeedsNoPurpose() {
    Issued signer = TestCa.root("Other").issue("Trusted responder").make();
    OcspVerifierTest.Given given = new OcspVerifierTest.Given(ca, leaf, signer, clock.instant());

    assertThat(given.verdict(plain)).isNotNull();
    assertThat(given.verdict(trusting(signer.certificate()))).isNull();
  }

  @Test
  void anAnswerOlderThanTheMaximumAgeIsRefused() {
    OcspPolicy strict =
        new OcspPolicy(
            null,
            false,
            false,
            Duration.ZERO,
            Duration.ofMinutes(5),
            STEP,
            false,
            List.of(),
            null,
            SHA1,
            AllowedPlaces.DEFAULT);
    OcspVerifierTest.Given given =
        new OcspVerifierTest.Given(
            ca, leaf, new Issued(ca.certificate(), ca.key()), clock.instant());

    assertThat(given.verdict(strict)).isNull();
    assertThat(given.at(clock.instant().plusSeconds(301)).verdict(strict))
        .isEqualTo(new OcspFailure.NotFresh("test:80", 0, "status too old"));
  }

  @Test
  void theWorstOfSeveralAnswersCounts() {
    fake.behave(new OcspBehaviour.GoodAndRevoked());

    assertThat(check(plain)).isInstanceOf(Verdict.Revoked.class);
  }

  @Test
  void aCertificateDoesNotVouchForItself() {
    Issued signer = ca.ocspSigner("Vouches for itself");
    OcspVerifierTest.Given given =
        new OcspVerifierTest.Given(ca, signer.certificate(), signer, clock.instant());

    assertThat(given.verdict(plain))
        .isEqualTo(new OcspFailure.BadSignature("test:80", "the certificate vouches for itself"));
  }

  @Test
  void aCertificateIsNamedBySha256WhereThatIsWanted() {
    fake.behave(new OcspBehaviour.Good());
    assertThat(check(plain.with().hash(CertId.Hash.SHA256).build()).good()).isTrue();
    assertThat(OcspRequest.ofDer(fake.lastQuery().body()).certIds())
        .containsExactly(CertId.of(leaf, ca.certificate(), CertId.Hash.SHA256));

    fake.behave(new OcspBehaviour.OtherHash());
    assertThat(check(plain).good()).isFalse();
  }

  @Test
  void theNextResponderIsAskedWhenOneGivesNoBelievableAnswer() {
    try (OcspFake second = OcspFake.start(ca, clock, new OcspBehaviour.Good())) {
      Certificate two =
          ca.issue("two").ocspUrl(fake.url()).ocspUrl(second.url()).make().certificate();
      fake.behave(new OcspBehaviour.SiblingDelegate());

      assertThat(checker.check(two, ca.certificate(), plain).good()).isTrue();
      assertThat(fake.queries()).isEqualTo(1);
      assertThat(second.queries()).isEqualTo(1);
    }
  }

  @Test
  void whenNoResponderGivesABelievableAnswerTheFirstOnesFailureIsTold() {
    try (OcspFake second = OcspFake.start(ca, clock, new OcspBehaviour.Failure(3))) {
      Certificate two =
          ca.issue("two").ocspUrl(fake.url()).ocspUrl(second.url()).make().certificate();
      fake.behave(new OcspBehaviour.Failure(6));

      assertThat(why(checker.check(two, ca.certificate(), plain)))
          .isEqualTo(new OcspFailure.NotSuccessful(fake.hostPort(), 6));
    }
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
  void aSignerThatIsRevokedIsNotBelieved() {
    try (OcspFake ofIssuer = OcspFake.start(ca, clock, new OcspBehaviour.RevokedByIssuer())) {
      fake.behave(new OcspBehaviour.DelegateToBeCheckedAt(ofIssuer.url()));

      assertThat(why(check(plain)))
          .isEqualTo(
              new OcspFailure.BadSignature(fake.hostPort(), "the signer's certificate is revoked"));

      ofIssuer.behave(new OcspBehaviour.GoodByIssuer());
      clock.advance(Duration.ofMinutes(2));
      assertThat(check(plain).good()).isTrue();
    }
  }

  @Test
  void aGoodAnswerIsNotKeptBeyondItsNextUpdate() {
    fake.behave(new OcspBehaviour.GoodFor(Duration.ofMinutes(2)));
    check(plain);
    clock.advance(Duration.ofMinutes(2));
    fake.behave(new OcspBehaviour.Revoked(clock.instant(), 1));

    assertThat(check(plain)).isInstanceOf(Verdict.Revoked.class);
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
  void invalidationMakesTheNextCheckAsk() {
    check(plain);
    fake.behave(new OcspBehaviour.Revoked(clock.instant(), 1));
    assertThat(check(plain).good()).isTrue();

    checker.invalidate(leaf);

    assertThat(check(plain)).isInstanceOf(Verdict.Revoked.class);
  }

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
  void aVerdictSaysWhatItRestsOn() {
    fake.behave(new OcspBehaviour.Revoked(clock.instant(), 1));

    OcspEvidence answer = check(plain).consulted().getFirst();
    assertThat(answer.source()).isEqualTo(OcspEvidence.Source.FETCHED);
    assertThat(answer.responder()).isEqualTo(fake.url());
    assertThat(answer.signer()).isEqualTo("CN=OCSP signer,O=Carcano SA,C=CH");
    assertThat(answer.status()).isEqualTo(new CertStatus.Revoked(clock.instant(), 1));
    assertThat(answer.times())
        .isEqualTo(
            new OcspEvidence.Times(
                clock.instant(), clock.instant(), clock.instant().plus(Duration.ofHours(1))));
    assertThat(check(plain).consulted().getFirst())
        .isEqualTo(answer.from(OcspEvidence.Source.KEPT));
  }

  @Test
  void anAnswerThatIsNotBelievedIsTherePlainlyWithItsTimes() {
    fake.behave(new OcspBehaviour.Stale());

    OcspEvidence answer = check(plain).consulted().getFirst();
    assertThat(answer.failure()).isInstanceOf(OcspFailure.NotFresh.class);
    assertThat(answer.signer()).isNull();
    OcspEvidence.Times times = Objects.requireNonNull(answer.times());
    assertThat(times.nextUpdate()).isBefore(clock.instant());
  }

  @Test
  void everyResponderThatWasAskedIsThere() throws Exception {
    leaf = ca.issue("two").ocspUrl("http://127.0.0.1:1/").ocspUrl(fake.url()).make().certificate();

    assertThat(check(plain).consulted())
        .extracting(OcspEvidence::responder)
        .containsExactly("http://127.0.0.1:1/", fake.url());
  }

  private Verdict check(OcspPolicy policy) {
    return checker.check(leaf, ca.certificate(), policy);
  }

  private Certificate leaf(String responder) {
    return ca.issue("data-exchange-svc01")
        .extendedKeyUsages(CertificateMaker.CLIENT_AUTH)
        .ocspUrl(responder)
        .make()
        .certificate();
  }

  private static AllowedPlaces allowed(String word) {
    return AllowedPlaces.DEFAULT.and(List.of(AllowedPlace.of(word).orElseThrow()));
  }

  private static OcspFailure why(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Unavailable.class);
    return ((Verdict.Unavailable) verdict).why();
  }

  private static OcspPolicy proxied(OcspPolicy p, HttpUrl proxy) {
    return new OcspPolicy(
        null,
        false,
        false,
        p.skew(),
        null,
        STEP,
        false,
        List.of(),
        proxy,
        SHA1,
        AllowedPlaces.DEFAULT);
  }

  private OcspPolicy trusting(Certificate signer) {
    return new OcspPolicy(
        null,
        false,
        false,
        plain.skew(),
        null,
        STEP,
        false,
        List.of(signer),
        null,
        SHA1,
        AllowedPlaces.DEFAULT);
  }
}
