package bulla.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.pki.CertStatus;
import bulla.pki.Certificate;
import bulla.pki.OcspResponse;
import bulla.testkit.OcspBehaviour;
import bulla.testkit.OcspFake;
import bulla.testkit.SettableClock;
import bulla.testkit.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StaplerTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration LIFE = Duration.ofHours(1);

  @TempDir private Path directory;
  private final SettableClock clock = SettableClock.atPresent();
  private final TestCa ca = TestCa.root("CARC R100L").intermediate("CARC I101L");
  private final OcspFake fake = OcspFake.start(ca, clock, new OcspBehaviour.Good());
  private final Certificate server =
      ca.issue("lab.carcano.corp").ocspUrl(fake.url()).make().certificate();
  private final Journal journal = new Journal();
  private final Stapler stapler = stapler(null);

  @AfterEach
  void stop() {
    stapler.close();
    fake.close();
  }

  /** What the stapler told, in words. */
  private static final class Journal implements StaplerEvents {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void renewed(Certificate certificate, Instant until) {
      lines.add("renewed");
    }

    @Override
    public void restored(Certificate certificate, Instant until) {
      lines.add("restored");
    }

    @Override
    public void failed(Certificate certificate, OcspFailure why) {
      lines.add(why.getClass().getSimpleName());
    }

    @Override
    public void notGood(Certificate certificate, CertStatus status) {
      lines.add(status.getClass().getSimpleName());
    }

    @Override
    public void noResponder(Certificate certificate) {
      lines.add("no responder");
    }

    @Override
    public void notKept(Certificate certificate, String place, IOException why) {
      lines.add("not kept");
    }
  }

  @Test
  void theStapleIsThereBeforeTheFirstHandshake() throws Exception {
    assertThat(staple(stapler)).isNull();

    fetch(stapler);

    assertThat(OcspResponse.ofDer(bytes(staple(stapler))).isSuccessful()).isTrue();
    assertThat(journal.lines).containsExactly("renewed");
    assertThat(stapler.staple(ca.certificate())).isNull();
  }

  @Test
  void itIsRenewedAtHalfOfItsLifeAndNotMuchSooner() throws Exception {
    fetch(stapler);

    clock.advance(LIFE.dividedBy(2).multipliedBy(89).dividedBy(100));
    renewDue();
    assertThat(fake.queries()).isEqualTo(1);

    clock.advance(LIFE.dividedBy(2).multipliedBy(11).dividedBy(100));
    byte[] before = bytes(staple(stapler));
    renewDue();
    assertThat(fake.queries()).isEqualTo(2);
    assertThat(staple(stapler)).isNotEqualTo(before);
  }

  static Stream<OcspBehaviour> failures() {
    return Stream.of(
        new OcspBehaviour.Failure(3),
        new OcspBehaviour.Unknown(),
        new OcspBehaviour.WrongSigner(),
        new OcspBehaviour.BrokenSignature(),
        new OcspBehaviour.OtherSerial(),
        new OcspBehaviour.Stale(),
        new OcspBehaviour.Html(),
        new OcspBehaviour.HttpStatus(500, "Internal Server Error"),
        new OcspBehaviour.Silence());
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aFailureIsNeverStapled(OcspBehaviour behaviour) throws Exception {
    fake.behave(behaviour);

    fetch(stapler);

    assertThat(staple(stapler)).isNull();
    assertThat(journal.lines).hasSize(1).doesNotContain("renewed");
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aFailureLeavesTheLastGoodOneInPlaceUntilItsOwnEnd(OcspBehaviour behaviour) throws Exception {
    fetch(stapler);
    byte[] good = bytes(staple(stapler));
    fake.behave(behaviour);

    clock.advance(LIFE.dividedBy(2));
    renewDue();
    assertThat(fake.queries()).isEqualTo(2);
    assertThat(staple(stapler)).isEqualTo(good);

    clock.advance(LIFE.dividedBy(2));
    assertThat(staple(stapler)).isEqualTo(good);
    clock.advance(Duration.ofSeconds(1));
    assertThat(staple(stapler)).isNull();
  }

  @Test
  void errorsBackOffAndRecoveryEndsThat() throws Exception {
    fake.behave(new OcspBehaviour.Failure(3));
    fetch(stapler);
    for (int queries = 1; queries < 6; queries++) {
      clock.advance(Duration.ofMillis((1L << (queries - 1)) * 899));
      renewDue();
      assertThat(fake.queries()).isEqualTo(queries);
      clock.advance(Duration.ofMillis((1L << (queries - 1)) * 101));
      renewDue();
      assertThat(fake.queries()).isEqualTo(queries + 1);
    }

    fake.behave(new OcspBehaviour.Good());
    clock.advance(Duration.ofMinutes(5));
    renewDue();

    assertThat(staple(stapler)).isNotNull();
  }

  @Test
  void aRevokedCertificateIsReportedAndNoLongerStapled() throws Exception {
    Stapler keeping = stapler(directory);
    fetch(keeping);
    fake.behave(new OcspBehaviour.Revoked(clock.instant(), 1));

    clock.advance(LIFE.dividedBy(2));
    join(keeping.renewDue());

    assertThat(staple(keeping)).isNull();
    assertThat(journal.lines).endsWith("Revoked");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aRestartWhileTheResponderIsDownStaplesAtOnce() throws Exception {
    Stapler first = stapler(directory);
    fetch(first);
    byte[] good = bytes(staple(first));
    first.close();
    fake.close();

    Stapler second = stapler(directory);
    fetch(second);

    assertThat(staple(second)).isEqualTo(good);
    assertThat(journal.lines).endsWith("restored");
  }

  @Test
  void theFileIsReadableByAllAndNothingElseIsLeft() throws Exception {
    fetch(stapler(directory));

    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files)
          .singleElement()
          .satisfies(
              file -> {
                assertThat(file.getFileName().toString()).matches("[0-9a-f]{64}\\.ocsp");
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-r--r--");
              });
    }
  }

  @Test
  void whatWasKeptIsVerifiedAnew() throws Exception {
    fetch(stapler(directory));
    Path file = new StapleFiles(directory).file(server);
    byte[] good = Files.readAllBytes(file);
    byte[] flipped = good.clone();
    flipped[good.length / 2] ^= 1;
    fake.behave(new OcspBehaviour.Failure(3));

    for (byte[] kept : List.of(flipped, new byte[0], new byte[] {0x30, 3, 0x0a, 1, 6})) {
      Files.write(file, kept);
      Stapler next = stapler(directory);
      fetch(next);
      assertThat(staple(next)).isNull();
    }
    Files.write(file, good);
    clock.advance(LIFE.plusSeconds(1));
    Stapler late = stapler(directory);
    fetch(late);
    assertThat(staple(late)).isNull();
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsReportedAndTheStapleUsed() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "in the way");
    Stapler hindered = stapler(file);

    fetch(hindered);

    assertThat(staple(hindered)).isNotNull();
    assertThat(journal.lines).containsExactly("renewed", "not kept");
  }

  @Test
  void aHangingResponderDelaysTheStartNoLongerThanAllowed() throws Exception {
    fake.behave(new OcspBehaviour.Hang());
    long start = System.nanoTime();

    stapler.fetch(
        List.of(new StapleOrder(server, ca.certificate(), OcspPolicy.STAPLING)),
        Duration.ofMillis(100));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    assertThat(staple(stapler)).isNull();
  }

  @Test
  void aHangingResponderHoldsUpNoOtherCertificate() throws Exception {
    try (OcspFake hanging = OcspFake.start(ca, clock, new OcspBehaviour.Hang())) {
      Certificate stuck = ca.issue("stuck").ocspUrl(hanging.url()).make().certificate();
      Stapler both = new Stapler(null, clock, journal);
      both.fetch(
          List.of(
              new StapleOrder(stuck, ca.certificate(), OcspPolicy.STAPLING),
              new StapleOrder(server, ca.certificate(), OcspPolicy.STAPLING)),
          Duration.ZERO);
      both.start();
      long deadline = System.nanoTime() + LONG.toNanos();
      while (fake.queries() == 0 && System.nanoTime() < deadline) {
        Thread.sleep(5);
      }
      while (staple(both) == null && System.nanoTime() < deadline) {
        Thread.sleep(5);
      }
      clock.advance(LIFE.dividedBy(2));
      while (fake.queries() < 2 && System.nanoTime() < deadline) {
        Thread.sleep(5);
      }

      assertThat(fake.queries()).isEqualTo(2);
      assertThat(hanging.queries()).isEqualTo(1);
      both.close();
    }
  }

  @Test
  void theForcedUrlIsAskedInTheCertificatesStead() throws Exception {
    Certificate elsewhere =
        ca.issue("elsewhere").ocspUrl("http://no.such.invalid/").make().certificate();
    Certificate nowhere = ca.issue("nowhere").make().certificate();
    OcspPolicy forced = OcspPolicy.STAPLING.with().responder(fake.url(), true).build();
    Stapler both = new Stapler(null, clock, journal);

    both.fetch(
        List.of(
            new StapleOrder(elsewhere, ca.certificate(), forced),
            new StapleOrder(nowhere, ca.certificate(), OcspPolicy.STAPLING)),
        LONG);

    assertThat(bytes(both.staple(elsewhere))).isNotEmpty();
    assertThat(journal.lines).containsExactlyInAnyOrder("no responder", "renewed");
  }

  @Test
  void theBackgroundRenewsByItself() throws Exception {
    fake.behave(new OcspBehaviour.Failure(3));
    fetch(stapler);
    fake.behave(new OcspBehaviour.Good());
    stapler.start();
    clock.advance(Duration.ofSeconds(1));
    long deadline = System.nanoTime() + LONG.toNanos();
    while (staple(stapler) == null && System.nanoTime() < deadline) {
      Thread.sleep(10);
    }

    assertThat(staple(stapler)).isNotNull();
  }

  private Stapler stapler(@Nullable Path where) {
    return new Stapler(where == null ? null : new StapleFiles(where), clock, journal);
  }

  private void fetch(Stapler with) throws InterruptedException {
    with.fetch(List.of(new StapleOrder(server, ca.certificate(), OcspPolicy.STAPLING)), LONG);
  }

  private byte @Nullable [] staple(Stapler from) {
    return bytesOrNull(from.staple(server));
  }

  private static byte @Nullable [] bytesOrNull(@Nullable Staple staple) {
    return staple == null ? null : staple.response();
  }

  private static byte[] bytes(@Nullable Staple staple) {
    return bytes(bytesOrNull(staple));
  }

  private static byte[] bytes(byte @Nullable [] response) {
    assertThat(response).isNotNull();
    return response == null ? new byte[0] : response;
  }

  private void renewDue() {
    join(stapler.renewDue());
  }

  private static void join(List<CompletableFuture<Void>> renewals) {
    renewals.forEach(CompletableFuture::join);
  }
}
