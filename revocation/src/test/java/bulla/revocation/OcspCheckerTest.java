package bulla.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.pki.CertId;
import bulla.pki.CertStatus;
import bulla.pki.OcspRequest;
import bulla.testkit.Issued;
import bulla.testkit.OcspBehaviour;
import bulla.testkit.OcspFake;
import bulla.testkit.TestCa;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an answer is worth, and what is said of it. */
class OcspCheckerTest extends CheckedClient {
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
  void noverifyBelievesAnySigner() {
    fake.behave(new OcspBehaviour.WrongSigner());

    assertThat(check(plain.with().noverify(true).build()).good()).isTrue();
  }

  @Test
  void aResponderThatIsTrustedByNameNeedsNoPurpose() {
    Issued signer = TestCa.root("Other").issue("Trusted responder").make();
    OcspVerifierTest.Given given = new OcspVerifierTest.Given(ca, leaf, signer, clock.instant());

    assertThat(given.verdict(plain)).isNotNull();
    OcspPolicy trusting = plain.with().responderCertificates(List.of(signer.certificate())).build();
    assertThat(given.verdict(trusting)).isNull();
  }

  @Test
  void anAnswerOlderThanTheMaximumAgeIsRefused() {
    OcspPolicy strict = plain.with().skew(Duration.ZERO).maxAge(Duration.ofMinutes(5)).build();
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
  void aCertificateIsNamedBySha256WhereThatIsWanted() {
    fake.behave(new OcspBehaviour.Good());
    assertThat(check(plain.with().hash(CertId.Hash.SHA256).build()).good()).isTrue();
    assertThat(OcspRequest.ofDer(fake.lastQuery().body()).certIds())
        .containsExactly(CertId.of(leaf, ca.certificate(), CertId.Hash.SHA256));

    fake.behave(new OcspBehaviour.OtherHash());
    assertThat(check(plain).good()).isFalse();
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
}
