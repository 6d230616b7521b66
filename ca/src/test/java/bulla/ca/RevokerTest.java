package bulla.ca;

import static bulla.ca.Tools.NOW;
import static bulla.ca.Tools.request;
import static bulla.ca.Tools.run;
import static bulla.ca.Tools.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bulla.ca.Tools.Authority;
import bulla.cfssl.CertificateRequests;
import bulla.cfssl.CfsslException;
import bulla.cfssl.CsrJson;
import bulla.cfssl.ErrorCode;
import bulla.cfssl.SignRequest;
import bulla.pki.Certificate;
import bulla.pki.Crl;
import bulla.pki.PrivateKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevokerTest {
  private final Path folder;
  private final SigningConfiguration configuration;
  private final Authority root;
  private final Authority intermediate;
  private final OcspSigner ocsp;
  private final CertDb db;
  private final CertificateAuthority authority;
  private final Revoker revoker;

  RevokerTest(@TempDir Path folder) throws Exception {
    this.folder = folder;
    configuration = Tools.configuration(folder);
    root = Tools.root();
    intermediate = Tools.intermediate(root, configuration);
    CsrJson json =
        Tools.csr("{\"CN\":\"CARC I101L OCSP\",\"key\":{\"algo\":\"ecdsa\",\"size\":521}}");
    KeyPair keys = PrivateKeys.generate(json.key());
    Certificate responder =
        intermediate
            .signer()
            .sign(
                SignRequest.of(null, CertificateRequests.pem(json, keys), "", ""),
                configuration.profile("ocsp"));
    ocsp =
        new OcspSigner(
            intermediate.certificate(), responder, keys.getPrivate(), OcspSigner.DEFAULT_INTERVAL);
    db = CertDb.sqlite(folder.resolve("certs.db"));
    authority = new CertificateAuthority(intermediate.signer(), db, ocsp, Tools.CLOCK);
    revoker = new Revoker(db, Tools.CLOCK);
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void certificateIsGoodTheMomentItIsIssued() throws Exception {
    Certificate leaf = issue();
    assertThat(judged(leaf))
        .contains("Response verify OK", ": good", "This Update: Nov 24 10:00:00 2026 GMT")
        .contains("Next Update: Nov 28 10:00:00 2026 GMT");
  }

  @Test
  void certificateIsRevokedTheMomentItIsRevoked() throws Exception {
    Certificate leaf = issue();
    revoker.revoke(leaf.serial().toString(), identifier(leaf), "superseded", ocsp);
    assertThat(judged(leaf)).contains("Response verify OK", ": revoked", "superseded");
  }

  @Test
  void keyIdentifierIsTakenInTheFormThatOpensslPrints() throws Exception {
    Certificate leaf = issue();
    String printed = identifier(leaf).toUpperCase(Locale.ROOT).replaceAll("..(?=.)", "$0:");
    revoker.revoke(leaf.serial().toString(), printed, "1", null);
    assertThat(db.certificate(leaf.serial().toString(), identifier(leaf)).orElseThrow().isRevoked())
        .isTrue();
    assertThat(judged(leaf)).as("without a signer the old answer stays").contains(": good");
    assertThat(revoker.refresh(ocsp)).isEqualTo(1);
    assertThat(judged(leaf)).contains(": revoked", "keyCompromise");
  }

  @Test
  void refreshLeavesOtherIssuersAlone() throws Exception {
    CertificateAuthority other = new CertificateAuthority(root.signer(), db, null, Tools.CLOCK);
    other.issue(request("{\"CN\":\"x\"}"), configuration.profile("ocsp"), "carc_r100l");
    issue();
    assertThat(revoker.refresh(ocsp)).isEqualTo(1);
  }

  @Test
  void brokenRowDoesNotKeepTheOthersWaiting() throws Exception {
    issue();
    Certificate second = issue();
    run(
        "sqlite3",
        folder.resolve("certs.db").toString(),
        "UPDATE certificates SET pem = 'broken' WHERE serial_number <> '" + second.serial() + "'");
    assertThat(revoker.refresh(ocsp)).isEqualTo(1);
  }

  @Test
  void reasonsAreNamesOrNumbers() throws Exception {
    assertThat(RevocationReason.number("")).isZero();
    assertThat(RevocationReason.number("0")).isZero();
    assertThat(RevocationReason.number("KEYCOMPROMISE")).isEqualTo(1);
    assertThat(RevocationReason.number("aacompromise")).isEqualTo(10);
    assertThat(RevocationReason.number("10")).isEqualTo(10);
    for (String wrong : List.of("7", "11", "-1", "lost", "01")) {
      assertThatThrownBy(() -> RevocationReason.number(wrong))
          .isInstanceOfSatisfying(
              CfsslException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.OCSP_INVALID_STATUS));
    }
  }

  @Test
  void crlListsTheIssuersOwnWithReasonAndNumber() throws Exception {
    Certificate leaf = issue();
    revoker.revoke(leaf.serial().toString(), identifier(leaf), "superseded", ocsp);
    Crl crl =
        CrlMaker.make(
            db,
            intermediate.certificate(),
            intermediate.keys().getPrivate(),
            Duration.ofDays(7),
            NOW);
    Path file = write(folder, "crl.pem", crl.pem());
    Path ca = write(folder, "ca.pem", intermediate.certificate().pem());
    assertThat(
            run(
                "openssl",
                "crl",
                "-in",
                file.toString(),
                "-noout",
                "-text",
                "-verify",
                "-CAfile",
                ca.toString()))
        .contains("verify OK", "CRL Number", "Superseded", leaf.serialHex());
    assertThat(
            CrlMaker.make(
                    db,
                    root.certificate(),
                    root.keys().getPrivate(),
                    CrlMaker.DEFAULT_VALIDITY,
                    NOW)
                .entries())
        .isEmpty();
  }

  @Test
  void foreignResponderIsRefused() {
    assertThatThrownBy(
            () ->
                new OcspSigner(
                    root.certificate(),
                    Tools.root().certificate(),
                    root.keys().getPrivate(),
                    OcspSigner.DEFAULT_INTERVAL))
        .isInstanceOf(CfsslException.class);
  }

  private Certificate issue() throws Exception {
    return authority.issue(
        request("{\"CN\":\"data-exchange-svc01\"}"), configuration.profile("client"), "carc_i101l");
  }

  private static String identifier(Certificate certificate) {
    return CertificateRow.authorityKeyIdentifier(certificate);
  }

  /** What openssl makes of the stored answer; the test's clock stands still, openssl's does not. */
  private String judged(Certificate leaf) throws Exception {
    byte[] answer =
        db.ocspResponse(leaf.serial().toString(), identifier(leaf)).orElseThrow().body();
    Path response = Files.write(folder.resolve("answer.der"), answer);
    Path issuer = write(folder, "issuer.pem", intermediate.certificate().pem());
    Path roots = write(folder, "root.pem", root.certificate().pem());
    Path certificate = write(folder, "leaf.pem", leaf.pem());
    return run(
        "openssl",
        "ocsp",
        "-respin",
        response.toString(),
        "-issuer",
        issuer.toString(),
        "-cert",
        certificate.toString(),
        "-CAfile",
        roots.toString(),
        "-attime",
        Long.toString(NOW.plusSeconds(60).getEpochSecond()),
        "-validity_period",
        Long.toString(Duration.ofDays(36_500).toSeconds()));
  }
}
