package bulla.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.pki.Certificate;
import bulla.pki.CrlIndex;
import bulla.pki.KeyUsage;
import bulla.pki.Name;
import bulla.testkit.CrlMaker;
import bulla.testkit.Issued;
import bulla.testkit.TestCa;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.x509.ReasonFlags;
import org.junit.jupiter.api.Test;

/** What lists tell of certificates, and every shape of a list that tells nothing. */
class CrlSetTest {
  private static final CrlOrigin ORIGIN = new CrlOrigin(CrlOrigin.Source.FILE, "crl.pem");

  private static final String HERE = "http://crl.carcano.corp/1.crl";
  private static final int SOME = ReasonFlags.keyCompromise | ReasonFlags.cACompromise;
  private static final int REMOVE_FROM_CRL = 8;

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final TestCa root = TestCa.root("CARC R100L");
  private final TestCa ca = root.intermediate("CARC I101L");
  private final Issued leaf = ca.issue("client").make();

  @Test
  void aCertificateOnNoListIsGoodUntilTheListEnds() {
    assertThat(check(leaf, CrlMaker.of(ca)))
        .isInstanceOfSatisfying(
            CrlVerdict.Good.class,
            good -> assertThat(good.until()).isAfter(now.plus(Duration.ofHours(23))));
    assertThat(check(leaf, CrlMaker.of(ca).withoutEnd()))
        .isEqualTo(new CrlVerdict.Good(Instant.MAX));
  }

  @Test
  void aListedCertificateIsRevokedForTheReasonThatIsGiven() {
    CrlVerdict verdict = check(leaf, CrlMaker.of(ca).revoked(BigInteger.TWO, 0).revoked(leaf, 4));

    assertThat(verdict)
        .isInstanceOfSatisfying(
            CrlVerdict.Revoked.class,
            revoked -> {
              assertThat(revoked.reason()).isEqualTo(4);
              assertThat(revoked.at()).isBefore(now.minus(Duration.ofMinutes(59)));
            });
    assertThat(check(leaf, CrlMaker.of(ca).revoked(leaf, 0)))
        .isInstanceOfSatisfying(
            CrlVerdict.Revoked.class, revoked -> assertThat(revoked.reason()).isEqualTo(-1));
  }

  @Test
  void anIntermediateIsLookedUpInItsIssuersList() {
    List<Certificate> chain = chain(leaf);
    CrlSet set =
        set(CrlMaker.of(ca), CrlMaker.of(root).revoked(new Issued(ca.certificate(), ca.key()), 2));

    assertThat(check(set, chain, 0)).isInstanceOf(CrlVerdict.Good.class);
    assertThat(check(set, chain, 1)).isInstanceOf(CrlVerdict.Revoked.class);
    assertThat(check(set, chain, 2)).isInstanceOf(CrlVerdict.Good.class);
  }

  @Test
  void withoutAListNothingIsKnown() {
    assertUndetermined(CrlFailure.NO_CRL, leaf);
    assertUndetermined(CrlFailure.NO_CRL, leaf, CrlMaker.of(root));
  }

  @Test
  void aListOfAnotherKeyOfTheSameNameIsNoList() {
    TestCa namesake = root.intermediate("CARC I101L");

    assertUndetermined(CrlFailure.NO_CRL, leaf, CrlMaker.of(namesake).revoked(leaf, 1));
  }

  @Test
  void aListThatAnotherHasSignedInTheIssuersNameTellsNothing() {
    assertUndetermined(CrlFailure.BAD_SIGNATURE, leaf, CrlMaker.of(ca).signedWith(root.key()));
    assertUndetermined(
        CrlFailure.BAD_SIGNATURE, leaf, CrlMaker.of(ca).signedWith(root.key()).revoked(leaf, 1));
  }

  @Test
  void aListOfOneWhoMayNotSignListsTellsNothing() {
    Issued weak = root.issue("Weak").ca().keyUsages(KeyUsage.CERT_SIGN).make();
    List<Certificate> chain =
        List.of(leafOf(weak).certificate(), weak.certificate(), root.certificate());

    assertThat(check(set(CrlMaker.by(weak)), chain, 0))
        .isEqualTo(new CrlVerdict.Undetermined(CrlFailure.NO_CRL_SIGN));
  }

  private static Issued leafOf(Issued issuer) {
    // The chain is verified before: here only the issuer's name counts.
    return new Issued(
        TestCa.root(issuer.certificate().subject().values("CN").getFirst()).certificate(),
        issuer.key());
  }

  @Test
  void aListTellsNothingBeforeItsTimeAndNothingAfter() {
    Duration hour = Duration.ofHours(1);

    assertUndetermined(
        CrlFailure.NOT_YET_VALID,
        leaf,
        CrlMaker.of(ca).period(now.plus(hour), now.plus(hour).plus(hour)));
    assertUndetermined(
        CrlFailure.EXPIRED,
        leaf,
        CrlMaker.of(ca).period(now.minus(hour).minus(hour), now.minus(hour)));
    assertUndetermined(CrlFailure.EXPIRED, leaf, CrlMaker.of(ca).period(now.minus(hour), now));
  }

  @Test
  void aCriticalExtensionThatNobodyKnowsMakesAListUseless() {
    assertUndetermined(CrlFailure.UNKNOWN_CRITICAL, leaf, CrlMaker.of(ca).unknownCritical());
    assertUndetermined(
        CrlFailure.UNKNOWN_CRITICAL, leaf, CrlMaker.of(ca).revokedWithUnknown(BigInteger.TWO));
    assertUndetermined(
        CrlFailure.UNKNOWN_CRITICAL,
        leaf,
        CrlMaker.of(ca).revokedWithUnknown(leaf.certificate().serial()));
  }

  @Test
  void aListForOneKindOfCertificatesTellsNothingOfTheOther() {
    List<Certificate> chain = chain(leaf);

    assertThat(check(leaf, CrlMaker.of(ca).usersOnly())).isInstanceOf(CrlVerdict.Good.class);
    assertUndetermined(CrlFailure.OTHER_SCOPE, leaf, CrlMaker.of(ca).authoritiesOnly());
    assertThat(check(set(CrlMaker.of(root).authoritiesOnly()), chain, 1))
        .isInstanceOf(CrlVerdict.Good.class);
    assertThat(check(set(CrlMaker.of(root).usersOnly()), chain, 1))
        .isEqualTo(new CrlVerdict.Undetermined(CrlFailure.OTHER_SCOPE));
  }

  @Test
  void aPartitionTellsOnlyOfCertificatesThatNameIt() {
    Issued inside = ca.issue("inside").crlUrl(HERE).make();
    Issued outside = ca.issue("outside").crlUrl("http://crl.carcano.corp/2.crl").make();

    assertThat(check(inside, CrlMaker.of(ca).at(HERE))).isInstanceOf(CrlVerdict.Good.class);
    assertThat(check(inside, CrlMaker.of(ca).at(HERE).revoked(inside, 1)))
        .isInstanceOf(CrlVerdict.Revoked.class);
    assertUndetermined(CrlFailure.OTHER_SCOPE, outside, CrlMaker.of(ca).at(HERE));
    assertUndetermined(CrlFailure.OTHER_SCOPE, leaf, CrlMaker.of(ca).at(HERE));
    assertThat(check(outside, CrlMaker.of(ca))).isInstanceOf(CrlVerdict.Good.class);
  }

  @Test
  void listsForSomeReasonsTellOnlyTogether() {
    int others = 0x807f & ~SOME;

    assertUndetermined(CrlFailure.OTHER_SCOPE, leaf, CrlMaker.of(ca).reasons(SOME));
    assertThat(check(leaf, CrlMaker.of(ca).reasons(SOME), CrlMaker.of(ca).reasons(others)))
        .isInstanceOf(CrlVerdict.Good.class);
    assertThat(
            check(
                leaf,
                CrlMaker.of(ca).reasons(SOME),
                CrlMaker.of(ca).reasons(others).revoked(leaf, 4)))
        .isInstanceOf(CrlVerdict.Revoked.class);
    assertThat(check(leaf, CrlMaker.of(ca).reasons(SOME).revoked(leaf, 1)))
        .isInstanceOf(CrlVerdict.Revoked.class);
  }

  @Test
  void anIndirectListTellsOfCertificatesThatNameItsSigner() {
    Issued signer = root.issue("CRL signer").keyUsages(KeyUsage.CRL_SIGN).make();
    Name signing = signer.certificate().subject();
    Issued named = ca.issue("named").crlIssuer(signing).make();
    Name issuer = ca.certificate().subject();
    BigInteger serial = named.certificate().serial();
    List<Certificate> known = List.of(signer.certificate());

    assertThat(check(set(CrlMaker.by(signer).indirect()), chain(named), 0, known))
        .isInstanceOf(CrlVerdict.Good.class);
    assertThat(
            check(
                set(CrlMaker.by(signer).indirect().revokedOf(issuer, serial)),
                chain(named),
                0,
                known))
        .isInstanceOf(CrlVerdict.Revoked.class);
    // The same serial number of another issuer, and of the signer itself.
    assertThat(
            check(
                set(
                    CrlMaker.by(signer)
                        .indirect()
                        .revoked(serial, 1)
                        .revokedOf(root.certificate().subject(), serial)),
                chain(named),
                0,
                known))
        .isInstanceOf(CrlVerdict.Good.class);
    assertThat(check(set(CrlMaker.by(signer)), chain(named), 0, known))
        .as("not said to be indirect")
        .isEqualTo(new CrlVerdict.Undetermined(CrlFailure.OTHER_SCOPE));
    assertThat(check(set(CrlMaker.by(signer).indirect()), chain(named), 0, List.of()))
        .as("a signer that nobody knows")
        .isEqualTo(new CrlVerdict.Undetermined(CrlFailure.NO_CRL));
    assertThat(check(set(CrlMaker.by(signer).indirect()), chain(leaf), 0, known))
        .as("a certificate that does not name it")
        .isEqualTo(new CrlVerdict.Undetermined(CrlFailure.NO_CRL));
  }

  @Test
  void aSignerOfAnotherTreeIsNobody() {
    Issued signer =
        TestCa.root("Elsewhere").issue("CRL signer").keyUsages(KeyUsage.CRL_SIGN).make();
    Issued named = ca.issue("named").crlIssuer(signer.certificate().subject()).make();

    assertThat(
            check(
                set(CrlMaker.by(signer).indirect()),
                chain(named),
                0,
                List.of(signer.certificate())))
        .isEqualTo(new CrlVerdict.Undetermined(CrlFailure.NO_CRL));
  }

  @Test
  void anEntryWithoutIssuerHasThatOfTheEntryBeforeIt() {
    Issued signer = root.issue("CRL signer").keyUsages(KeyUsage.CRL_SIGN).make();
    Issued named = ca.issue("named").crlIssuer(signer.certificate().subject()).make();

    assertThat(
            check(
                set(
                    CrlMaker.by(signer)
                        .indirect()
                        .revokedOf(ca.certificate().subject(), BigInteger.TWO)
                        .revoked(named, 1)),
                chain(named),
                0,
                List.of(signer.certificate())))
        .isInstanceOf(CrlVerdict.Revoked.class);
  }

  @Test
  void aDeltaAddsToItsBaseAndTakesBack() {
    CrlMaker base = CrlMaker.of(ca).number(5);
    CrlMaker delta = CrlMaker.of(ca).number(6).deltaTo(5);

    assertThat(check(leaf, base, delta.revoked(leaf, 1))).isInstanceOf(CrlVerdict.Revoked.class);
    assertThat(
            check(
                leaf,
                CrlMaker.of(ca).number(5).revoked(leaf, 6),
                CrlMaker.of(ca).number(6).deltaTo(5)))
        .as("what the delta does not name stays")
        .isInstanceOf(CrlVerdict.Revoked.class);
    assertThat(
            check(
                leaf,
                CrlMaker.of(ca).number(5).revoked(leaf, 6),
                CrlMaker.of(ca).number(6).deltaTo(5).revoked(leaf, REMOVE_FROM_CRL)))
        .isInstanceOf(CrlVerdict.Good.class);
  }

  @Test
  void aDeltaThatDoesNotContinueTheBaseChangesNothing() {
    CrlMaker base = CrlMaker.of(ca).number(5).revoked(leaf, 6);

    assertThat(
            check(
                leaf,
                base,
                CrlMaker.of(ca).number(7).deltaTo(6).revoked(leaf, REMOVE_FROM_CRL),
                CrlMaker.of(ca).number(5).deltaTo(4).revoked(leaf, REMOVE_FROM_CRL),
                CrlMaker.of(ca).number(6).usersOnly().deltaTo(5).revoked(leaf, REMOVE_FROM_CRL),
                CrlMaker.of(ca)
                    .number(6)
                    .deltaTo(5)
                    .signedWith(root.key())
                    .revoked(leaf, REMOVE_FROM_CRL)))
        .as("too new a base, older than the base, of another scope, of another signer")
        .isInstanceOf(CrlVerdict.Revoked.class);
    assertUndetermined(CrlFailure.NO_CRL, leaf, CrlMaker.of(ca).number(6).deltaTo(5));
  }

  @Test
  void ofSeveralListsTheNewestCounts() {
    assertThat(check(leaf, CrlMaker.of(ca).number(2).revoked(leaf, 6), CrlMaker.of(ca).number(3)))
        .isInstanceOf(CrlVerdict.Good.class);
    assertThat(check(leaf, CrlMaker.of(ca).number(2), CrlMaker.of(ca).number(3).revoked(leaf, 6)))
        .isInstanceOf(CrlVerdict.Revoked.class);
  }

  @Test
  void aListThatCanBeUsedCountsBesideOneThatCannot() {
    assertThat(
            check(
                leaf,
                CrlMaker.of(ca).number(9).unknownCritical(),
                CrlMaker.of(ca).number(8).signedWith(root.key()),
                CrlMaker.of(ca).number(7).revoked(leaf, 1)))
        .isInstanceOf(CrlVerdict.Revoked.class);
  }

  @Test
  void aChainWithoutItsIssuerTellsNothing() {
    assertThat(check(set(CrlMaker.of(ca)), List.of(leaf.certificate()), 0))
        .isEqualTo(new CrlVerdict.Undetermined(CrlFailure.NO_CRL_ISSUER));
  }

  private void assertUndetermined(CrlFailure why, Issued certificate, CrlMaker... lists) {
    assertThat(check(certificate, lists)).isEqualTo(new CrlVerdict.Undetermined(why));
  }

  @Test
  void theListsThatWereLookedAtAreThereWithWhatSpeaksAgainstThem() {
    CrlSet set = set(CrlMaker.of(ca).number(7).revoked(leaf, 1), CrlMaker.of(root));

    CrlFinding found =
        set.examine(leaf.certificate(), new CrlSigners(List.of(), chain(leaf), 0, true, now));

    CrlEvidence list = found.consulted().getFirst();
    assertThat(found.consulted()).hasSize(1);
    assertThat(list.origin()).isEqualTo(ORIGIN);
    assertThat(list.issuer()).isEqualTo("CN=CARC I101L,O=Carcano SA,C=CH");
    assertThat(list.signer()).isEqualTo("CN=CARC I101L,O=Carcano SA,C=CH");
    assertThat(list.number()).isEqualTo(7);
    assertThat(list.listed()).isTrue();
    assertThat(list.failure()).isNull();

    CrlMaker forged = CrlMaker.of(ca).signedWith(root.key());
    CrlEvidence bad =
        set(forged)
            .examine(leaf.certificate(), new CrlSigners(List.of(), chain(leaf), 0, true, now))
            .consulted()
            .getFirst();
    assertThat(bad.failure()).isEqualTo(CrlFailure.BAD_SIGNATURE);
    assertThat(bad.signer()).isNull();
  }

  private CrlVerdict check(Issued certificate, CrlMaker... lists) {
    return check(set(lists), chain(certificate), 0);
  }

  private CrlVerdict check(CrlSet set, List<Certificate> chain, int at) {
    return check(set, chain, at, List.of());
  }

  private CrlVerdict check(CrlSet set, List<Certificate> chain, int at, List<Certificate> known) {
    return set.check(chain.get(at), new CrlSigners(known, chain, at, true, now));
  }

  private List<Certificate> chain(Issued certificate) {
    return List.of(certificate.certificate(), ca.certificate(), root.certificate());
  }

  private static CrlSet set(CrlMaker... lists) {
    return new CrlSet(
        Arrays.stream(lists).map(each -> new HeldCrl(CrlIndex.ofDer(each.der()), ORIGIN)).toList());
  }
}
