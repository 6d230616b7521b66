package bulla.ca;

import bulla.cfssl.CfsslException;
import bulla.cfssl.ErrorCode;
import bulla.cfssl.Json;
import bulla.cfssl.JsonException;
import bulla.cfssl.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * CFSSL's certificate database, shared with the original and with other processes. Thread-safe;
 * calls block. Texts are bound as texts even where the column says blob: the original does so, and
 * SQLite never finds a text that was stored as a blob.
 *
 * <p>Every failure is a {@link CfsslException} with a number of the 11000s.
 */
public final class CertDb implements AutoCloseable {
  private static final String CERTIFICATE_COLUMNS =
      "serial_number, authority_key_identifier, ca_label, status, reason, expiry, revoked_at, pem,"
          + " issued_at, not_before, metadata, sans, common_name";

  private final DataSource source;

  private CertDb(DataSource source) {
    this.source = source;
  }

  /**
   * Opens the database that a {@code -db-config} file names: {@code {"driver":"sqlite3",
   * "data_source":"certstore.db"}}, a relative path counted from the working directory.
   */
  public static CertDb ofConfiguration(Path file) throws CfsslException {
    JsonObject json;
    String driver;
    String dataSource;
    try {
      json = Json.object(Files.readString(file));
      driver = json.text("driver");
      dataSource = json.text("data_source");
    } catch (IOException e) {
      throw new CfsslException(
          ErrorCode.STORE_UNKNOWN,
          "could not read database configuration %s: %s".formatted(file, e.getMessage()),
          e);
    } catch (JsonException e) {
      throw new CfsslException(ErrorCode.STORE_UNKNOWN, file + ": " + e.text(), e);
    }
    if (!driver.equals("sqlite3") || dataSource.isEmpty()) {
      throw new CfsslException(
          ErrorCode.STORE_UNKNOWN,
          "%s: driver must be \"sqlite3\" and data_source a file, got driver \"%s\""
              .formatted(file, driver));
    }
    return sqlite(SqliteFile.path(dataSource));
  }

  /** Opens a SQLite file; makes it, readable by its owner alone, and the tables where missing. */
  public static CertDb sqlite(Path file) throws CfsslException {
    return new CertDb(SqliteFile.open(file));
  }

  /** Adds a certificate and, in the same transaction, its OCSP answer. */
  public void insert(CertificateRow row, @Nullable OcspRow answer) throws CfsslException {
    transaction(
        connection -> {
          insertCertificate(connection, row);
          if (answer != null) {
            upsertResponse(connection, answer);
          }
        });
  }

  /** Marks a certificate as revoked and, in the same transaction, replaces its OCSP answer. */
  public void revoke(
      String serial, String identifier, int reason, Instant at, @Nullable OcspRow answer)
      throws CfsslException {
    transaction(
        connection -> {
          String update =
              "UPDATE certificates SET status = ?, revoked_at = ?, reason = ?"
                  + " WHERE serial_number = ? AND authority_key_identifier = ?";
          try (PreparedStatement statement = connection.prepareStatement(update)) {
            statement.setString(1, CertificateRow.REVOKED);
            statement.setString(2, DatabaseTime.text(at));
            statement.setInt(3, reason);
            statement.setString(4, serial);
            statement.setString(5, identifier);
            if (statement.executeUpdate() == 0) {
              throw new CfsslException(
                  ErrorCode.STORE_NOT_FOUND,
                  "failed to revoke the certificate: certificate not found");
            }
          }
          if (answer != null) {
            upsertResponse(connection, answer);
          }
        });
  }

  /** One certificate. */
  public Optional<CertificateRow> certificate(String serial, String identifier)
      throws CfsslException {
    return certificates("serial_number = ? AND authority_key_identifier = ?", serial, identifier)
        .stream()
        .findFirst();
  }

  /** All certificates that have not expired. */
  public List<CertificateRow> unexpired(Instant now) throws CfsslException {
    return certificates("? < expiry", DatabaseTime.text(now));
  }

  /** One issuer's certificates that are revoked and have not expired. */
  public List<CertificateRow> revokedAndUnexpired(String identifier, Instant now)
      throws CfsslException {
    return certificates(
        "status = 'revoked' AND authority_key_identifier = ? AND ? < expiry",
        identifier,
        DatabaseTime.text(now));
  }

  /** Every certificate that was revoked at {@code since} or later, whoever issued it. */
  public List<CertificateRow> revokedSince(Instant since) throws CfsslException {
    // The original writes the time without an offset; as a text it then sorts before ours.
    return certificates("status = 'revoked' AND ? <= revoked_at", DatabaseTime.text(since));
  }

  /** Adds or replaces an OCSP answer. */
  public void upsert(OcspRow answer) throws CfsslException {
    transaction(connection -> upsertResponse(connection, answer));
  }

  /** The OCSP answer for a certificate. */
  public Optional<OcspRow> ocspResponse(String serial, String identifier) throws CfsslException {
    return responses("serial_number = ? AND authority_key_identifier = ?", serial, identifier)
        .stream()
        .findFirst();
  }

  /** All OCSP answers that have not expired. */
  public List<OcspRow> unexpiredResponses(Instant now) throws CfsslException {
    return responses("? < expiry", DatabaseTime.text(now));
  }

  @Override
  public void close() {
    if (source instanceof AutoCloseable pool) {
      try {
        pool.close();
      } catch (Exception e) {
        throw new IllegalStateException("a connection pool closes without checked exceptions", e);
      }
    }
  }

  private List<CertificateRow> certificates(String where, String... values) throws CfsslException {
    return query(
        "SELECT " + CERTIFICATE_COLUMNS + " FROM certificates WHERE " + where,
        CertDb::certificate,
        values);
  }

  private List<OcspRow> responses(String where, String... values) throws CfsslException {
    return query(
        "SELECT serial_number, authority_key_identifier, body, expiry FROM ocsp_responses WHERE "
            + where,
        row ->
            new OcspRow(
                row.getString(1), row.getString(2), row.getBytes(3), time(row.getString(4))),
        values);
  }

  private <T> List<T> query(String sql, RowReader<T> reader, String... values)
      throws CfsslException {
    try (Connection connection = source.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      List<T> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          rows.add(reader.read(result));
        }
      }
      return rows;
    } catch (SQLException e) {
      throw failed(ErrorCode.STORE_UNKNOWN, e);
    }
  }

  private void transaction(Work work) throws CfsslException {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      try {
        work.run(connection);
        connection.commit();
      } catch (SQLException | CfsslException | RuntimeException e) {
        connection.rollback();
        throw e;
      }
    } catch (SQLException e) {
      throw failed(ErrorCode.STORE_INSERT, e);
    }
  }

  private static void insertCertificate(Connection connection, CertificateRow row)
      throws SQLException {
    String insert =
        "INSERT INTO certificates ("
            + CERTIFICATE_COLUMNS
            + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      statement.setString(1, row.serial());
      statement.setString(2, row.authorityKeyIdentifier());
      statement.setString(3, row.caLabel());
      statement.setString(4, row.status());
      statement.setInt(5, row.reason());
      statement.setString(6, DatabaseTime.text(row.expiry()));
      statement.setString(7, DatabaseTime.text(row.revokedAt()));
      statement.setString(8, row.pem());
      statement.setString(9, DatabaseTime.text(row.issuedAt()));
      statement.setString(10, DatabaseTime.text(row.notBefore()));
      statement.setBytes(11, row.metadata().getBytes(StandardCharsets.UTF_8));
      statement.setString(12, row.sans());
      statement.setString(13, row.commonName());
      statement.executeUpdate();
    }
  }

  /** The body is DER under the type text, as the original stores it. */
  private static void upsertResponse(Connection connection, OcspRow answer) throws SQLException {
    String upsert =
        "INSERT INTO ocsp_responses (serial_number, authority_key_identifier, body, expiry)"
            + " VALUES (?, ?, CAST(? AS TEXT), ?)"
            + " ON CONFLICT (serial_number, authority_key_identifier)"
            + " DO UPDATE SET body = excluded.body, expiry = excluded.expiry";
    try (PreparedStatement statement = connection.prepareStatement(upsert)) {
      statement.setString(1, answer.serial());
      statement.setString(2, answer.authorityKeyIdentifier());
      statement.setBytes(3, answer.body());
      statement.setString(4, DatabaseTime.text(answer.expiry()));
      statement.executeUpdate();
    }
  }

  private static CertificateRow certificate(ResultSet row) throws SQLException, CfsslException {
    return new CertificateRow(
        row.getString(1),
        row.getString(2),
        text(row.getString(3)),
        row.getString(4),
        row.getInt(5),
        time(row.getString(6)),
        DatabaseTime.read(row.getString(7)),
        row.getString(8),
        DatabaseTime.read(row.getString(9)),
        DatabaseTime.read(row.getString(10)),
        text(row.getString(11)),
        text(row.getString(12)),
        text(row.getString(13)));
  }

  private static String text(@Nullable String column) {
    return column == null ? "" : column;
  }

  private static Instant time(@Nullable String column) throws CfsslException {
    Instant time = DatabaseTime.read(column);
    return time == null ? Instant.EPOCH : time;
  }

  private static CfsslException failed(ErrorCode code, SQLException e) {
    return new CfsslException(code, "certdb: " + e.getMessage(), e);
  }

  @FunctionalInterface
  private interface RowReader<T> {
    T read(ResultSet row) throws SQLException, CfsslException;
  }

  @FunctionalInterface
  private interface Work {
    void run(Connection connection) throws SQLException, CfsslException;
  }
}
