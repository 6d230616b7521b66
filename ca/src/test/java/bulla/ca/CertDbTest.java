package bulla.ca;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bulla.cfssl.CfsslException;
import bulla.cfssl.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertDbTest {
  private static final Instant NOW = Instant.parse("2026-11-24T00:20:00Z");
  private static final Instant LATER = Instant.parse("2027-11-24T00:20:00Z");
  private static final byte[] BODY = {0x30, (byte) 0x82, 0, (byte) 0xff, 5};

  private final Path file;

  CertDbTest(@TempDir Path folder) {
    file = folder.resolve("certstore.db");
  }

  @Test
  void rowsHaveTheFormThatCfsslWrites() throws Exception {
    try (CertDb db = CertDb.sqlite(file)) {
      db.insert(row("12"), new OcspRow("12", "5ca6", BODY, LATER));
    }
    assertThat(
            sqlite3(
                "SELECT serial_number, authority_key_identifier, ca_label, status, reason, expiry,"
                    + " revoked_at, pem, typeof(serial_number), typeof(metadata), metadata, sans"
                    + " FROM certificates"))
        .isEqualTo(
            "12|5ca6|carc_i101l|good|0|2027-11-24 00:20:00+00:00|0001-01-01 00:00:00+00:00|PEM"
                + "|text|blob|null|[\"a\"]");
    assertThat(sqlite3("SELECT typeof(body), hex(body), expiry FROM ocsp_responses"))
        .isEqualTo("text|308200FF05|2027-11-24 00:20:00+00:00");
  }

  @Test
  void whatWasWrittenIsFoundAgain() throws Exception {
    try (CertDb db = CertDb.sqlite(file)) {
      db.insert(row("12"), new OcspRow("12", "5ca6", BODY, LATER));
      assertThat(db.certificate("12", "5ca6")).contains(row("12"));
      assertThat(db.ocspResponse("12", "5ca6").orElseThrow().body()).isEqualTo(BODY);
      assertThat(db.ocspResponse("13", "5ca6")).isEmpty();
      assertThat(db.unexpired(NOW)).hasSize(1);
      assertThat(db.unexpired(LATER)).isEmpty();
      assertThat(db.unexpiredResponses(NOW)).hasSize(1);
    }
  }

  @Test
  void timesOfTheOriginalAreUnderstood() throws Exception {
    try (CertDb db = CertDb.sqlite(file)) {
      db.insert(row("12"), null);
      sqlite3(
          "UPDATE certificates SET expiry = '2027-11-24 00:20:00.123456+00:00',"
              + " revoked_at = '2026-11-24 00:31:34', ca_label = NULL");
      CertificateRow row = db.certificate("12", "5ca6").orElseThrow();
      assertThat(row.expiry()).isEqualTo(Instant.parse("2027-11-24T00:20:00.123456Z"));
      assertThat(row.revokedAt()).isEqualTo(Instant.parse("2026-11-24T00:31:34Z"));
      assertThat(row.caLabel()).isEmpty();
    }
  }

  @Test
  void revocationReplacesStatusAndAnswerTogether() throws Exception {
    try (CertDb db = CertDb.sqlite(file)) {
      db.insert(row("12"), new OcspRow("12", "5ca6", BODY, LATER));
      db.revoke("12", "5ca6", 4, NOW, new OcspRow("12", "5ca6", new byte[] {1}, LATER));
      CertificateRow revoked = db.certificate("12", "5ca6").orElseThrow();
      assertThat(revoked.isRevoked()).isTrue();
      assertThat(revoked.reason()).isEqualTo(4);
      assertThat(revoked.revokedAt()).isEqualTo(NOW);
      assertThat(db.ocspResponse("12", "5ca6").orElseThrow().body()).containsExactly(1);
      assertThat(db.revokedAndUnexpired("5ca6", NOW)).hasSize(1);
      assertThat(db.revokedAndUnexpired("other", NOW)).isEmpty();
    }
  }

  @Test
  void revokingWhatIsNotThereFailsWithCfsslsText() throws Exception {
    try (CertDb db = CertDb.sqlite(file)) {
      assertThatThrownBy(() -> db.revoke("1", "aa", 1, NOW, null))
          .isInstanceOfSatisfying(
              CfsslException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_NOT_FOUND))
          .hasMessage("failed to revoke the certificate: certificate not found");
    }
  }

  @Test
  void failedAnswerLeavesNoCertificateBehind() throws Exception {
    try (CertDb db = CertDb.sqlite(file)) {
      sqlite3("DROP TABLE ocsp_responses");
      OcspRow answer = new OcspRow("12", "5ca6", BODY, LATER);
      assertThatThrownBy(() -> db.insert(row("12"), answer)).isInstanceOf(CfsslException.class);
      assertThat(db.certificate("12", "5ca6")).isEmpty();
    }
  }

  @Test
  void newFileIsItsOwnersAlone() throws Exception {
    CertDb.sqlite(file).close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void fileThatCannotBeMadeIsNamed() {
    assertThatThrownBy(() -> CertDb.sqlite(file.resolve("x")))
        .isInstanceOf(CfsslException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void configurationNamesTheFile() throws Exception {
    Path configuration = file.resolveSibling("db-config.json");
    Files.writeString(
        configuration, "{\"driver\":\"sqlite3\",\"data_source\":\"" + file + "?_x=1\"}");
    CertDb.ofConfiguration(configuration).close();
    assertThat(file).exists();
    Files.writeString(configuration, "{\"driver\":\"oracle\",\"data_source\":\"x\"}");
    assertThatThrownBy(() -> CertDb.ofConfiguration(configuration))
        .hasMessageContaining("got driver \"oracle\"");
  }

  private static CertificateRow row(String serial) {
    return new CertificateRow(
        serial,
        "5ca6",
        "carc_i101l",
        "good",
        0,
        LATER,
        null,
        "PEM",
        NOW,
        NOW,
        "null",
        "[\"a\"]",
        "cn");
  }

  private String sqlite3(String sql) throws Exception {
    Process process =
        new ProcessBuilder("sqlite3", file.toString(), sql).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
