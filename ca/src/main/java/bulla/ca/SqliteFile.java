package bulla.ca;

import bulla.cfssl.CfsslException;
import bulla.cfssl.ErrorCode;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * Opens certdb in a SQLite file. Write-ahead log and busy timeout, because the CA and the
 * responders are processes of their own; transactions take the write lock at once, so that none
 * fails half-way for another's sake.
 */
final class SqliteFile {
  private static final int BUSY_TIMEOUT_MS = 10_000;
  private static final int CONNECTIONS = 4;

  /** CFSSL's tables after its second migration. */
  private static final List<String> SCHEMA =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS certificates (
            serial_number            blob NOT NULL,
            authority_key_identifier blob NOT NULL,
            ca_label                 blob,
            status                   blob NOT NULL,
            reason                   int,
            expiry                   timestamp,
            revoked_at               timestamp,
            pem                      blob NOT NULL,
            issued_at                timestamp,
            not_before               timestamp,
            metadata                 text,
            sans                     text,
            common_name              text,
            PRIMARY KEY(serial_number, authority_key_identifier)
          )\
          """,
          """
          CREATE TABLE IF NOT EXISTS ocsp_responses (
            serial_number            blob NOT NULL,
            authority_key_identifier blob NOT NULL,
            body                     blob NOT NULL,
            expiry                   timestamp,
            PRIMARY KEY(serial_number, authority_key_identifier),
            FOREIGN KEY(serial_number, authority_key_identifier)
              REFERENCES certificates(serial_number, authority_key_identifier)
          )\
          """);

  private SqliteFile() {}

  /** The file of a data source in the original driver's notation: {@code [file:]PATH[?options]}. */
  static Path path(String dataSource) {
    String path =
        dataSource.startsWith("file:") ? dataSource.substring("file:".length()) : dataSource;
    int options = path.indexOf('?');
    return Path.of(options < 0 ? path : path.substring(0, options));
  }

  static HikariDataSource open(Path file) throws CfsslException {
    createPrivately(file);
    SQLiteConfig options = new SQLiteConfig();
    options.setJournalMode(SQLiteConfig.JournalMode.WAL);
    options.setBusyTimeout(BUSY_TIMEOUT_MS);
    options.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    SQLiteDataSource source = new SQLiteDataSource(options);
    source.setUrl("jdbc:sqlite:" + file);
    HikariConfig pool = new HikariConfig();
    pool.setPoolName("certdb");
    pool.setDataSource(source);
    pool.setMaximumPoolSize(CONNECTIONS);
    pool.setMinimumIdle(1);
    try {
      HikariDataSource pooled = new HikariDataSource(pool);
      try (Connection connection = pooled.getConnection();
          Statement statement = connection.createStatement()) {
        for (String table : SCHEMA) {
          statement.executeUpdate(table);
        }
        return pooled;
      } catch (SQLException e) {
        pooled.close();
        throw e;
      }
    } catch (SQLException | PoolInitializationException e) {
      throw new CfsslException(
          ErrorCode.STORE_UNKNOWN,
          "certdb %s cannot be opened: %s".formatted(file, e.getMessage()),
          e);
    }
  }

  /** SQLite would make the file with the umask's mode; its journals take the file's own. */
  private static void createPrivately(Path file) throws CfsslException {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException e) {
      // The operator's own, with the mode that the operator gave it.
    } catch (IOException e) {
      throw new CfsslException(
          ErrorCode.STORE_UNKNOWN,
          "certdb %s cannot be made: %s".formatted(file, e.getMessage()),
          e);
    }
  }
}
