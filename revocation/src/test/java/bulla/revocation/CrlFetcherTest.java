package bulla.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.pki.Certificate;
import bulla.pki.CrlIndex;
import bulla.testkit.CrlMaker;
import bulla.testkit.CrlSite;
import bulla.testkit.Issued;
import bulla.testkit.SettableClock;
import bulla.testkit.TestCa;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrlFetcherTest {
  private static final String PLACE = "/ca.crl";

  private final SettableClock clock = SettableClock.atPresent();
  private final TestCa root = TestCa.root("CARC R100L");
  private final TestCa ca = root.intermediate("CARC I101L");
  private final CrlSite site = CrlSite.start();
  private final Issued leaf = ca.issue("client").crlUrl(site.url(PLACE)).make();
  private final List<String> told = new CopyOnWriteArrayList<>();
  @TempDir private Path directory;
  private CrlFetcher fetcher;
  private CrlStore store;

  @BeforeEach
  void start() {
    restart(null);
  }

  @AfterEach
  void close() {
    fetcher.close();
    store.close();
    site.close();
  }

  @Test
  void aListIsFetchedWhenItIsNeededAndOnlyThen() {
    site.put(PLACE, CrlMaker.of(ca).revoked(leaf, 4).der());

    assertThat(check(leaf, false)).isEqualTo(new CrlVerdict.Undetermined(CrlFailure.NO_CRL));
    assertThat(site.queries()).as("of a chain that is not verified").isZero();
    assertThat(check(leaf, true)).isInstanceOf(CrlVerdict.Revoked.class);
    assertThat(check(leaf, true)).isInstanceOf(CrlVerdict.Revoked.class);
    assertThat(site.queries()).isEqualTo(1);
  }

  @Test
  void aListOfAFileThatTellsEnoughIsNotFetched() throws IOException {
    Path file = Files.write(directory.resolve("x"), CrlMaker.of(ca).der());
    store = new CrlStore(file, null, fetcher, new CrlSuccession(), clock, new Telling());
    store.load();

    assertThat(check(leaf, true)).isInstanceOf(CrlVerdict.Good.class);
    assertThat(site.queries()).isZero();
  }

  @Test
  void whoeverNeedsAListAtOneTimeSharesOneQuestion() throws Exception {
    site.put(PLACE, CrlMaker.of(ca).der());
    site.delay(Duration.ofMillis(300));
    List<Callable<CrlVerdict>> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(() -> check(leaf, true));
    }

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<CrlVerdict> each : threads.invokeAll(all)) {
        assertThat(each.get()).isInstanceOf(CrlVerdict.Good.class);
      }
    }
    assertThat(site.queries()).isEqualTo(1);
  }

  @Test
  void aPlaceThatGivesNothingIsLeftInPeaceForAWhile() {
    assertThat(check(leaf, true)).isEqualTo(new CrlVerdict.Undetermined(CrlFailure.NOT_FETCHED));
    assertThat(check(leaf, true)).isEqualTo(new CrlVerdict.Undetermined(CrlFailure.NOT_FETCHED));
    assertThat(check(ca.issue("silent").make(), true))
        .as("names no place")
        .isEqualTo(new CrlVerdict.Undetermined(CrlFailure.NO_CRL));
    assertThat(site.queries()).isEqualTo(1);
    assertThat(told).singleElement().asString().contains("HTTP status 404");

    site.put(PLACE, CrlMaker.of(ca).der());
    clock.advance(Duration.ofSeconds(2));
    assertThat(check(leaf, true)).isInstanceOf(CrlVerdict.Good.class);
  }

  @Test
  void whatMayNotBeBelievedIsNotTaken() {
    refused("<html>".getBytes(StandardCharsets.US_ASCII), "expected one CRL, got 0");
    refused(CrlMaker.of(ca).signedWith(root.key()).der(), "signature is not its issuer's");
    refused(CrlMaker.of(TestCa.root("CARC I101L")).der(), "there is no CRL of its issuer");
    refused(CrlMaker.of(ca).unknownCritical().der(), "critical extension");
    refused(
        CrlMaker.of(ca).period(clock.instant().minusSeconds(9), clock.instant()).der(),
        "has expired");
  }

  private void refused(byte[] content, String why) {
    restart(null);
    site.put(PLACE, content);
    assertThat(check(leaf, true)).isEqualTo(new CrlVerdict.Undetermined(CrlFailure.NOT_FETCHED));
    assertThat(told).singleElement().asString().startsWith("refused").contains(why);
  }

  @Test
  void aNumberNeverGoesBackAndTheOldListCounts() {
    site.put(PLACE, CrlMaker.of(ca).number(5).revoked(leaf, 1).der());
    assertThat(check(leaf, true)).isInstanceOf(CrlVerdict.Revoked.class);
    site.put(PLACE, CrlMaker.of(ca).number(4).der());

    renewAfter(Duration.ofHours(5), 2);

    assertThat(told).last().asString().contains("its CRL number 4 is less than 5");
    assertThat(check(leaf, true)).isInstanceOf(CrlVerdict.Revoked.class);
  }

  @Test
  void aListIsRenewedBeforeItsEndAndIsNewsOnlyIfItIsAnother() {
    site.put(PLACE, CrlMaker.of(ca).number(5).der());
    assertThat(check(leaf, true)).isInstanceOf(CrlVerdict.Good.class);
    long before = store.news();

    renewAfter(Duration.ofHours(5), 2);
    assertThat(store.news()).isEqualTo(before);

    site.put(PLACE, CrlMaker.of(ca).number(6).revoked(leaf, 1).der());
    renewAfter(Duration.ofHours(5), 3);
    assertThat(store.news()).isNotEqualTo(before);
    assertThat(check(leaf, true)).isInstanceOf(CrlVerdict.Revoked.class);
  }

  @Test
  void theLastGoodListCountsWhileThePlaceIsDown() {
    site.put(PLACE, CrlMaker.of(ca).number(5).revoked(leaf, 1).der());
    assertThat(check(leaf, true)).isInstanceOf(CrlVerdict.Revoked.class);
    site.remove(PLACE);

    renewAfter(Duration.ofHours(5), 2);

    assertThat(check(leaf, true)).isInstanceOf(CrlVerdict.Revoked.class);
    clock.advance(Duration.ofDays(2));
    assertThat(check(leaf, true)).isEqualTo(new CrlVerdict.Undetermined(CrlFailure.EXPIRED));
  }

  @Test
  void aRestartAsksNobody() {
    restart(directory);
    site.put(PLACE, CrlMaker.of(ca).number(5).revoked(leaf, 1).der());
    assertThat(check(leaf, true)).isInstanceOf(CrlVerdict.Revoked.class);
    site.close();

    restart(directory);

    assertThat(check(leaf, true)).isInstanceOf(CrlVerdict.Revoked.class);
  }

  @Test
  void aListOnDiskIsBelievedNoMoreThanOneThatComes() throws IOException {
    restart(directory);
    site.put(PLACE, CrlMaker.of(ca).number(5).revoked(leaf, 1).der());
    assertThat(check(leaf, true)).isInstanceOf(CrlVerdict.Revoked.class);
    try (var files = Files.list(directory)) {
      Path kept = files.findFirst().orElseThrow();
      Files.write(kept, CrlMaker.of(ca).number(9).signedWith(root.key()).der());
    }

    restart(directory);

    assertThat(check(leaf, true)).isInstanceOf(CrlVerdict.Revoked.class);
    assertThat(site.queries()).isEqualTo(2);
  }

  @Test
  void partitionsAreFetchedFromWhereTheCertificateSays() {
    Issued other = ca.issue("other").crlUrl(site.url("/2.crl")).make();
    site.put(PLACE, CrlMaker.of(ca).at(site.url(PLACE)).der());
    site.put("/2.crl", CrlMaker.of(ca).at(site.url("/2.crl")).revoked(other, 1).der());

    assertThat(check(leaf, true)).isInstanceOf(CrlVerdict.Good.class);
    assertThat(check(other, true)).isInstanceOf(CrlVerdict.Revoked.class);
  }

  private void renewAfter(Duration time, int queries) {
    clock.advance(time);
    fetcher.renewDue();
    for (int i = 0; i < 500 && (site.queries() < queries || fetcher.busy()); i++) {
      pause();
    }
    assertThat(site.queries()).isEqualTo(queries);
  }

  private static void pause() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void restart(@Nullable Path kept) {
    told.clear();
    fetcher =
        new CrlFetcher(
            Duration.ofSeconds(5),
            null,
            AllowedPlaces.DEFAULT,
            kept,
            new CrlSuccession(),
            clock,
            new Telling(),
            Waiting.IDLY);
    store = new CrlStore(null, null, fetcher, new CrlSuccession(), clock, new Telling());
  }

  private CrlVerdict check(Issued certificate, boolean verified) {
    List<Certificate> chain =
        List.of(certificate.certificate(), ca.certificate(), root.certificate());
    return store.check(chain, 0, List.of(), verified);
  }

  private final class Telling implements CrlEvents {
    @Override
    public void taken(String place, CrlIndex list) {
      told.add("taken " + place + " " + list.number());
    }

    @Override
    public void unusable(String place, CrlIndex list, CrlFailure why) {
      told.add("unusable " + place + " " + why);
    }

    @Override
    public void refused(String place, String why) {
      told.add("refused " + place + " " + why);
    }

    @Override
    public void notKept(String place, Path file, IOException why) {
      told.add("not kept " + place);
    }
  }
}
