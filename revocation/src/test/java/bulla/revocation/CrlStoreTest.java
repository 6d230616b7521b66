package bulla.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bulla.pki.Certificate;
import bulla.pki.CrlIndex;
import bulla.testkit.CrlMaker;
import bulla.testkit.Issued;
import bulla.testkit.TestCa;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrlStoreTest {
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final TestCa root = TestCa.root("CARC R100L");
  private final TestCa ca = root.intermediate("CARC I101L");
  private final Issued leaf = ca.issue("client").make();
  private final List<Certificate> chain =
      List.of(leaf.certificate(), ca.certificate(), root.certificate());
  private final CrlSuccession succession = new CrlSuccession();
  private final List<String> told = new CopyOnWriteArrayList<>();
  @TempDir private Path directory;
  private Path file;
  private @Nullable CrlStore store;

  @BeforeEach
  void file() {
    file = directory.resolve("crl.pem");
  }

  @AfterEach
  void close() {
    if (store != null) {
      store.close();
    }
  }

  @Test
  void readsPemWithTextBetweenAndDer() throws IOException {
    Files.writeString(
        file,
        "the lists of today\n"
            + CrlMaker.of(root).pem()
            + "\nsecond\n"
            + CrlMaker.of(ca).revoked(leaf, 1).pem().replace("\n", "\r\n"));
    assertThat(verdict(load(file, null))).isInstanceOf(CrlVerdict.Revoked.class);
    assertThat(store().check(chain, 1, List.of(), true)).isInstanceOf(CrlVerdict.Good.class);

    Files.write(file, CrlMaker.of(ca).der());
    assertThat(verdict(load(file, null))).isInstanceOf(CrlVerdict.Good.class);
  }

  @Test
  void readsWhatRehashHasLinkedAndListsByTheirNames() throws IOException {
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    Files.write(elsewhere.resolve("some"), CrlMaker.of(ca).revoked(leaf, 1).der());
    Files.createSymbolicLink(directory.resolve("0a1b2c3d.r0"), elsewhere.resolve("some"));
    Files.write(directory.resolve("root.crl"), CrlMaker.of(root).der());
    Files.writeString(directory.resolve("ca.pem"), ca.certificate().pem());
    Files.writeString(directory.resolve("README"), "not a list");

    assertThat(verdict(load(null, directory))).isInstanceOf(CrlVerdict.Revoked.class);
    assertThat(store().check(chain, 1, List.of(), true)).isInstanceOf(CrlVerdict.Good.class);
    assertThat(told).hasSize(2);
  }

  @Test
  void aFileThatHoldsNoListStopsTheStartAndAllAreTold() throws IOException {
    Files.writeString(file, ca.certificate().pem());
    assertThatThrownBy(() -> load(file, null)).hasMessage(file + ": there is no CRL in it");

    Files.writeString(file, "-----BEGIN X509 CRL-----\nMAAx\n-----END X509 CRL-----\n");
    Files.writeString(directory.resolve("other.crl"), "0 and what else");
    assertThatThrownBy(() -> load(null, directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("crl.pem: expected a DER CRL")
        .hasMessageContaining("other.crl: expected a DER CRL");
    assertThatThrownBy(() -> load(directory.resolve("nowhere"), null))
        .hasMessage(directory.resolve("nowhere") + ": there is no such file");
  }

  @Test
  void aNewFileIsTakenWithinTwoLooksAndIsNews() throws IOException {
    Files.write(file, CrlMaker.of(ca).number(1).der());
    load(file, null);
    long before = store().news();

    replace(CrlMaker.of(ca).number(2).revoked(leaf, 1).der());

    assertThat(verdict(store())).isInstanceOf(CrlVerdict.Revoked.class);
    assertThat(store().news()).isNotEqualTo(before);
    assertThat(told).last().isEqualTo("taken crl.pem 2");
  }

  @Test
  void aBadNewFileLeavesTheOldList() throws IOException {
    Duration hour = Duration.ofHours(1);
    Files.write(file, CrlMaker.of(ca).number(5).revoked(leaf, 1).der());
    load(file, null);
    long before = store().news();

    refuse(new byte[] {0x30, 1}, "expected a DER CRL");
    refuse(ca.certificate().pem().getBytes(StandardCharsets.US_ASCII), "there is no CRL in it");
    refuse(CrlMaker.of(ca).number(6).signedWith(root.key()).der(), "signature is not its issuer's");
    refuse(
        CrlMaker.of(ca).number(6).period(now.minus(hour).minus(hour), now.minus(hour)).der(),
        "has expired");
    refuse(
        CrlMaker.of(ca).number(6).period(now.plus(hour), now.plus(hour).plus(hour)).der(),
        "not yet valid");
    refuse(CrlMaker.of(ca).number(6).unknownCritical().der(), "critical extension");
    refuse(CrlMaker.of(ca).number(4).der(), "its CRL number 4 is less than 5");
    Files.delete(file);
    look();
    assertThat(told).last().asString().contains("refused crl.pem the file is gone");

    assertThat(verdict(store())).isInstanceOf(CrlVerdict.Revoked.class);
    assertThat(store().news()).isEqualTo(before);
    replace(CrlMaker.of(ca).number(6).der());
    assertThat(verdict(store())).isInstanceOf(CrlVerdict.Good.class);
  }

  @Test
  void aFileThatIsStillBeingWrittenIsNotReadYet() throws IOException {
    byte[] next = CrlMaker.of(ca).number(2).revoked(leaf, 1).der();
    Files.write(file, CrlMaker.of(ca).number(1).der());
    load(file, null);

    for (int length = 1; length < next.length; length += 50) {
      Files.write(file, Arrays.copyOf(next, length));
      store().look();
    }
    Files.write(file, next);
    look();

    assertThat(told).containsExactly("taken crl.pem 1", "taken crl.pem 2");
  }

  @Test
  void listsOfNewFilesInTheDirectoryAreTaken() throws IOException {
    load(null, directory);
    assertThat(verdict(store())).isEqualTo(new CrlVerdict.Undetermined(CrlFailure.NO_CRL));

    Files.write(directory.resolve("new.crl"), CrlMaker.of(ca).revoked(leaf, 1).der());
    look();

    assertThat(verdict(store())).isInstanceOf(CrlVerdict.Revoked.class);
  }

  @Test
  void aListThatTellsNothingIsTakenAtTheStartAndToldOf() throws IOException {
    Files.write(file, CrlMaker.of(ca).signedWith(root.key()).der());

    load(file, null);

    assertThat(told).containsExactly("unusable crl.pem BAD_SIGNATURE");
  }

  @Test
  void aStoreThatFollowsAnotherTakesNothingOlder() throws IOException {
    Files.write(file, CrlMaker.of(ca).number(5).der());
    load(file, null);
    Files.write(file, CrlMaker.of(ca).number(4).der());

    assertThatThrownBy(() -> load(file, null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("its CRL number 4 is less than 5");
  }

  @Test
  void theKeysOfAChainThatIsNotGoodAreNotTriedOnSignatures() throws IOException {
    Files.write(file, CrlMaker.of(ca).revoked(leaf, 1).der());
    CrlStore unread =
        new CrlStore(file, null, null, succession, InstantSource.system(), new Telling());
    store = unread;
    unread.load();

    assertThat(unread.check(chain, 0, List.of(), false))
        .isEqualTo(new CrlVerdict.Undetermined(CrlFailure.BAD_SIGNATURE));
    assertThat(unread.check(chain, 0, List.of(), true)).isInstanceOf(CrlVerdict.Revoked.class);
    assertThat(unread.check(chain, 0, List.of(), false))
        .as("once it is known")
        .isInstanceOf(CrlVerdict.Revoked.class);
  }

  @Test
  void filesAreLookedAtWithoutBeingTold() throws Exception {
    Files.write(file, CrlMaker.of(ca).number(1).der());
    load(file, null).start();

    replaceOnly(CrlMaker.of(ca).number(2).revoked(leaf, 1).der());

    for (int i = 0; i < 500 && !(verdict(store()) instanceof CrlVerdict.Revoked); i++) {
      Thread.sleep(20);
    }
    assertThat(verdict(store())).isInstanceOf(CrlVerdict.Revoked.class);
  }

  private void refuse(byte[] content, String why) throws IOException {
    int before = told.size();
    replace(content);
    assertThat(told.subList(before, told.size()))
        .singleElement()
        .asString()
        .startsWith("refused crl.pem ")
        .contains(why);
  }

  private void replace(byte[] content) throws IOException {
    replaceOnly(content);
    look();
  }

  private void replaceOnly(byte[] content) throws IOException {
    Path aside = Files.write(directory.resolve("aside"), content);
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private void look() {
    store().look();
    store().look();
  }

  private CrlStore load(@Nullable Path one, @Nullable Path many) throws IOException {
    close();
    told.clear();
    store = new CrlStore(one, many, null, succession, InstantSource.system(), new Telling());
    store.load();
    store.know(List.of(ca.certificate(), root.certificate()));
    return store;
  }

  private CrlStore store() {
    return Objects.requireNonNull(store);
  }

  private CrlVerdict verdict(CrlStore of) {
    return of.check(chain, 0, List.of(), true);
  }

  private final class Telling implements CrlEvents {
    @Override
    public void taken(String place, CrlIndex list) {
      told.add("taken " + name(place) + " " + list.number());
    }

    @Override
    public void unusable(String place, CrlIndex list, CrlFailure why) {
      told.add("unusable " + name(place) + " " + why);
    }

    @Override
    public void refused(String place, String why) {
      told.add("refused " + name(place) + " " + why);
    }

    @Override
    public void notKept(String place, Path kept, IOException why) {
      throw new AssertionError(why);
    }

    private static String name(String place) {
      return place.substring(place.lastIndexOf('/') + 1);
    }
  }
}
