package bulla.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.pki.CertId;
import bulla.pki.CertStatus;
import bulla.pki.Certificate;
import bulla.pki.OcspRequest;
import bulla.pki.OcspResponse;
import bulla.revocation.StapleTimes.Renewal.Part;
import bulla.revocation.StapleTimes.Renewal.Time;
import bulla.testkit.CertificateMaker;
import bulla.testkit.Issued;
import bulla.testkit.OcspBehaviour;
import bulla.testkit.OcspFake;
import bulla.testkit.SettableClock;
import bulla.testkit.TestCa;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of several answers is stapled, how long, and what is forgotten. */
class StapleAnswersTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration LIFE = Duration.ofHours(2);

  @TempDir private Path directory;
  private final SettableClock clock = SettableClock.atPresent();
  private final Instant start = clock.instant();
  private final TestCa ca = TestCa.root("Root").intermediate("Issuing");
  private final Issued delegate = ca.ocspSigner("OCSP signer");
  private final SharedMemory shared = new SharedMemory();
  private HttpServer responder;
  private volatile Words words = good(start);
  private volatile Issued signer = delegate;
  private final AtomicInteger asked = new AtomicInteger();

  /** What the responder says from now on. */
  private record Words(CertStatus status, Instant thisUpdate, @Nullable Instant nextUpdate) {}

  /** A store that several servers share. */
  private static final class SharedMemory implements StapleStore {
    final Map<Certificate, Kept> kept = new ConcurrentHashMap<>();

    @Override
    public byte @Nullable [] read(Certificate certificate) {
      Kept now = kept.get(certificate);
      return now == null ? null : now.response();
    }

    @Override
    public void write(Certificate certificate, Kept next) {
      kept.merge(certificate, next, (a, b) -> a.thisUpdate().isAfter(b.thisUpdate()) ? a : b);
    }

    @Override
    public void delete(Certificate certificate) {
      kept.remove(certificate);
    }

    @Override
    public String place() {
      return "memory";
    }

    @Override
    public boolean shared() {
      return true;
    }
  }

  @BeforeEach
  void startResponder() throws IOException {
    responder = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    responder.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          OcspRequest request = OcspRequest.ofDer(exchange.getRequestBody().readAllBytes());
          byte[] answer = answer(request.certIds().getFirst());
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    responder.start();
  }

  @AfterEach
  void stopResponder() {
    responder.stop(0);
  }

  private byte[] answer(CertId about) {
    Words now = words;
    return OcspResponse.signedBy(signer.certificate(), ca.certificate(), clock.instant())
        .answer(about, now.status(), now.thisUpdate(), now.nextUpdate())
        .sign(signer.key())
        .der();
  }

  private static Words good(Instant thisUpdate) {
    return new Words(new CertStatus.Good(), thisUpdate, thisUpdate.plus(LIFE));
  }

  private String url() {
    return "http://127.0.0.1:" + responder.getAddress().getPort() + "/";
  }

  private Certificate server(String... urls) {
    CertificateMaker maker = ca.issue("www.lab");
    Arrays.stream(urls).forEach(maker::ocspUrl);
    return maker.make().certificate();
  }

  private StapleOrder order(Certificate certificate) {
    return new StapleOrder(certificate, ca.certificate(), OcspPolicy.STAPLING);
  }

  private Stapler stapler(@Nullable StapleStore store, StapleOrder... orders)
      throws InterruptedException {
    Stapler made = new Stapler(store, clock, new StaplerEvents() {});
    made.fetch(List.of(orders), LONG);
    return made;
  }

  private static void renew(Stapler stapler) {
    stapler.renewDue().forEach(CompletableFuture::join);
  }

  private static byte @Nullable [] response(Stapler stapler, Certificate certificate) {
    Staple staple = stapler.staple(certificate);
    return staple == null ? null : staple.response();
  }

  private static Instant thisUpdate(Stapler stapler, Certificate certificate) {
    byte[] der = response(stapler, certificate);
    assertThat(der).isNotNull();
    var basic = OcspResponse.ofDer(der == null ? new byte[0] : der).basic();
    return basic == null ? Instant.MIN : basic.answers().getFirst().thisUpdate();
  }

  @Test
  void whenOneResponderFailsTheNextOfTheCertificateIsAskedAtOnce() throws Exception {
    for (OcspBehaviour failure :
        List.of(
            new OcspBehaviour.Failure(3),
            new OcspBehaviour.Html(),
            new OcspBehaviour.Unknown(),
            new OcspBehaviour.WrongSigner())) {
      try (OcspFake broken = OcspFake.start(ca, clock, failure)) {
        Certificate certificate = server("ldap://no.http/", broken.url(), url());
        try (Stapler stapler = stapler(null, order(certificate))) {
          assertThat(response(stapler, certificate)).isNotNull();
          assertThat(broken.queries()).isEqualTo(1);

          clock.advance(LIFE.dividedBy(2));
          words = good(clock.instant());
          renew(stapler);
          assertThat(broken.queries()).as("asked first is the one that answered").isEqualTo(1);
          assertThat(thisUpdate(stapler, certificate)).isEqualTo(seconds(clock.instant()));
        }
      }
    }
  }

  @Test
  void aStapleEndsWithItsSignersCertificate() throws Exception {
    signer =
        ca.issue("Signer for an hour")
            .extendedKeyUsages(CertificateMaker.OCSP_SIGNING)
            .validity(start.minusSeconds(60), start.plus(LIFE.dividedBy(2)))
            .make();
    Certificate certificate = server(url());
    Stapler stapler = stapler(null, order(certificate));

    clock.advance(LIFE.dividedBy(2).minusSeconds(2));
    assertThat(response(stapler, certificate)).isNotNull();
    clock.advance(Duration.ofSeconds(3));
    assertThat(response(stapler, certificate)).isNull();
    stapler.close();
  }

  @Test
  void aStapleEndsAtTheAgeThatTheOperatorSets() throws Exception {
    Certificate certificate = server(url());
    OcspPolicy young = OcspPolicy.STAPLING.with().maxAge(Duration.ofMinutes(10)).build();
    Stapler stapler = stapler(null, new StapleOrder(certificate, ca.certificate(), young));

    clock.advance(Duration.ofMinutes(9));
    assertThat(response(stapler, certificate)).isNotNull();
    clock.advance(Duration.ofSeconds(62));
    assertThat(response(stapler, certificate)).isNull();
    stapler.close();
  }

  @Test
  void aStapleIsRenewedWhenSoMuchOfItsLifeIsLeftAsTheOperatorSays() throws Exception {
    Certificate one = server(url());
    Certificate other = server(url());
    Stapler stapler =
        stapler(
            null,
            new StapleOrder(one, ca.certificate(), OcspPolicy.STAPLING, left(new Part(25))),
            new StapleOrder(
                other,
                ca.certificate(),
                OcspPolicy.STAPLING,
                left(new Time(Duration.ofMinutes(100)))));
    asked.set(0);

    clock.advance(Duration.ofMinutes(17));
    renew(stapler);
    assertThat(asked.get()).isZero();
    clock.advance(Duration.ofMinutes(3));
    words = good(clock.instant());
    renew(stapler);
    assertThat(asked.get()).isEqualTo(1);
    assertThat(thisUpdate(stapler, other)).isEqualTo(seconds(clock.instant()));
    clock.advance(Duration.ofMinutes(70));
    renew(stapler);
    assertThat(thisUpdate(stapler, one)).isNotEqualTo(seconds(start));
    stapler.close();
  }

  private static StapleTimes left(StapleTimes.Renewal renewal) {
    return new StapleTimes(renewal, Duration.ofHours(1), Duration.ofMinutes(10));
  }

  @Test
  void anAnswerThatIsPastWithinTheSkewIsNotTakenForARenewal() throws Exception {
    words = new Words(new CertStatus.Good(), start.minus(LIFE), start.minusSeconds(10));
    Certificate certificate = server(url());
    Stapler stapler = stapler(null, order(certificate));

    assertThat(response(stapler, certificate)).isNull();
    clock.advance(Duration.ofSeconds(1));
    renew(stapler);
    clock.advance(Duration.ofSeconds(1));
    renew(stapler);
    assertThat(asked.get()).as("backs off").isEqualTo(2);
    stapler.close();
  }

  @Test
  void aResponderThatLagsBehindDoesNotReplaceTheNewerAnswer() throws Exception {
    Certificate certificate = server(url());
    Stapler stapler = stapler(null, order(certificate));
    words = good(start.minusSeconds(600));

    clock.advance(LIFE.dividedBy(2));
    renew(stapler);

    assertThat(asked.get()).isEqualTo(2);
    assertThat(thisUpdate(stapler, certificate)).isEqualTo(seconds(start));
    stapler.close();
  }

  @Test
  void afterRevokedNoOlderGoodAnswerIsStapledWhereverItComesFrom() throws Exception {
    Certificate certificate = server(url());
    Stapler stapler = stapler(shared, order(certificate));
    StapleStore.Kept old = kept(certificate);
    clock.advance(LIFE.dividedBy(2));
    words =
        new Words(
            new CertStatus.Revoked(clock.instant(), 1),
            clock.instant(),
            clock.instant().plus(LIFE));
    renew(stapler);
    assertThat(shared.kept).isEmpty();
    assertThat(response(stapler, certificate)).isNull();

    shared.kept.put(certificate, old);
    words = good(start);
    clock.advance(Duration.ofMinutes(10));
    renew(stapler);
    assertThat(response(stapler, certificate)).isNull();

    words = good(clock.instant());
    clock.advance(Duration.ofMinutes(10));
    renew(stapler);
    assertThat(response(stapler, certificate)).as("no longer on hold").isNotNull();
    stapler.close();
  }

  @Test
  void whatTheResponderSaysInsteadOfGoodCanBeHadUntilItIsPast() throws Exception {
    Certificate certificate = server(url());
    words = new Words(new CertStatus.Revoked(start, 1), start, start.plus(LIFE));
    Stapler stapler = stapler(null, order(certificate));
    Staple staple = stapler.staple(certificate);
    assertThat(staple).isNotNull();
    if (staple != null) {
      assertThat(staple.response()).isNull();
      assertThat(staple.refusal()).isNotNull();
      clock.advance(LIFE.plusSeconds(1));
      assertThat(staple.refusal()).isNull();
    }
    stapler.close();
  }

  @Test
  void serversThatShareAStoreAskOnceAndAllHaveTheAnswer() throws Exception {
    Certificate certificate = server(url());
    Stapler one = stapler(shared, order(certificate));
    Stapler other = stapler(shared, order(certificate));
    assertThat(asked.get()).isEqualTo(1);

    clock.advance(LIFE.dividedBy(2));
    words = good(clock.instant());
    renew(one);
    renew(other);

    assertThat(asked.get()).isEqualTo(2);
    assertThat(response(other, certificate)).isEqualTo(response(one, certificate));
    one.close();
    other.close();
  }

  @Test
  void whatOthersHaveSharedIsVerifiedBeforeItIsStapled() throws Exception {
    Certificate certificate = server(url());
    Certificate another = server(url());
    stapler(shared, order(another)).close();
    shared.kept.put(certificate, kept(another));
    responder.stop(0);

    Stapler stapler = stapler(shared, order(certificate));

    assertThat(response(stapler, certificate)).isNull();
    stapler.close();
  }

  @Test
  void aCertificateThatIsGoneIsForgottenInMemoryAndOnDisk() throws Exception {
    Certificate before = server(url());
    Certificate after = server(url());
    Stapler stapler = stapler(new StapleFiles(directory), order(before));
    stapler.fetch(List.of(order(after)), LONG);
    byte[] wornByHandshakes = response(stapler, before);
    Staple worn = stapler.staple(before);

    stapler.retain(List.of(after));
    clock.advance(LIFE.dividedBy(2));
    words = good(clock.instant());
    renew(stapler);

    assertThat(stapler.staple(before)).isNull();
    assertThat(worn == null ? null : worn.response()).isEqualTo(wornByHandshakes);
    assertThat(asked.get()).as("nobody asks for the one that is gone").isEqualTo(3);
    assertThat(names()).containsExactly(name(after));
    stapler.close();
  }

  @Test
  void filesOfCertificatesThatAreLongGoneAreRemovedAndNoOthers() throws Exception {
    Certificate used = server(url());
    Certificate gone = server(url());
    Certificate justGone = server(url());
    StapleFiles files = new StapleFiles(directory);
    stapler(files, order(used), order(gone), order(justGone)).close();
    Files.writeString(directory.resolve("README"), "the operator's");
    for (String name : List.of(name(used), name(gone), "README")) {
      Files.setLastModifiedTime(
          directory.resolve(name), FileTime.from(start.minus(Duration.ofDays(8))));
    }

    files.deleteOthers(List.of(used), start.minus(Duration.ofDays(7)));

    assertThat(names()).containsExactlyInAnyOrder(name(used), name(justGone), "README");
  }

  private StapleStore.Kept kept(Certificate certificate) {
    return Objects.requireNonNull(shared.kept.get(certificate));
  }

  private String name(Certificate certificate) {
    return String.valueOf(new StapleFiles(directory).file(certificate).getFileName());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    }
  }

  /** OCSP knows no fractions of seconds. */
  private static Instant seconds(Instant instant) {
    return Instant.ofEpochSecond(instant.getEpochSecond());
  }
}
