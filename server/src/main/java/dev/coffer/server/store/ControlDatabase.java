package dev.coffer.server.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;

/**
 * An open control database, migrated to this version's schema. Every commit is durable when it
 * returns. Opening fails where the schema is newer than this version or was altered by hand.
 */
public final class ControlDatabase implements AutoCloseable {
  private final HikariDataSource source;
  private final Jdbi jdbi;

  private ControlDatabase(HikariConfig config) {
    source = new HikariDataSource(config);
    Flyway.configure(ControlDatabase.class.getClassLoader())
        .dataSource(source)
        .locations("classpath:db/migration")
        .load()
        .migrate();
    jdbi = Jdbi.create(source);
  }

  /** Opens, or makes, the SQLite database in one file, readable by its owner only. */
  public static ControlDatabase sqlite(Path file) {
    createPrivately(file);
    var config = new HikariConfig();
    // A transaction takes the write lock when it begins, so none has to be given up half way.
    config.setJdbcUrl("jdbc:sqlite:" + file + "?transaction_mode=IMMEDIATE");
    config.addDataSourceProperty("journal_mode", "WAL");
    config.addDataSourceProperty("synchronous", "FULL");
    config.addDataSourceProperty("busy_timeout", "10000");
    config.addDataSourceProperty("foreign_keys", "true");
    config.setMaximumPoolSize(8);
    return new ControlDatabase(config);
  }

  /** Opens a database of PostgreSQL, which has to be there. */
  public static ControlDatabase postgresql(PostgresAccess access) {
    var config = new HikariConfig();
    config.setJdbcUrl(access.url());
    config.setUsername(access.user());
    config.setPassword(access.password());
    config.setMaximumPoolSize(16);
    return new ControlDatabase(config);
  }

  public Jdbi jdbi() {
    return jdbi;
  }

  public DataSource source() {
    return source;
  }

  @Override
  public void close() {
    source.close();
  }

  private static void createPrivately(Path file) {
    try {
      if (Files.notExists(file)) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create the control database " + file, e);
    }
  }
}
