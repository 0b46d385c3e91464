package dev.coffer.server.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;

/**
 * An open control database, migrated to this version's schema. Every commit is durable when it
 * returns. Opening fails with {@link UnusableDatabase} where it cannot be reached, another server
 * has it, or the schema is newer than this version or was altered by hand.
 */
public final class ControlDatabase implements AutoCloseable {
  private final HikariDataSource source;
  private final Optional<SoleUse> claim;
  private final Jdbi jdbi;

  private ControlDatabase(HikariConfig config, Optional<SoleUse> claim) {
    this.claim = claim;
    source = new HikariDataSource(config);
    try {
      Flyway.configure(ControlDatabase.class.getClassLoader())
          .dataSource(source)
          .locations("classpath:db/migration")
          .load()
          .migrate();
    } catch (FlywayException e) {
      source.close();
      throw new UnusableDatabase(
          "the control database is of another version: " + e.getMessage(), e);
    }
    jdbi = Jdbi.create(source).installPlugin(new ColumnTypes());
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
    return new ControlDatabase(config, Optional.empty());
  }

  /** Opens a database of PostgreSQL, which has to be there and is held for this server alone. */
  public static ControlDatabase postgresql(PostgresAccess access) {
    SoleUse claim = SoleUse.claim(access);
    boolean opened = false;
    try {
      var database = new ControlDatabase(pool(access), Optional.of(claim));
      opened = true;
      return database;
    } finally {
      if (!opened) {
        claim.close();
      }
    }
  }

  private static HikariConfig pool(PostgresAccess access) {
    var config = new HikariConfig();
    config.setJdbcUrl(access.url());
    config.setUsername(access.user());
    config.setPassword(access.password());
    config.setMaximumPoolSize(16);
    return config;
  }

  public Jdbi jdbi() {
    return jdbi;
  }

  /**
   * Memory for what is looked up often. It holds nothing for PostgreSQL: its claim can be lost with
   * a connection, and another server may write then.
   */
  public <K, V> Remembered<K, V> remembering() {
    return new Remembered<>(claim.isEmpty());
  }

  public DataSource source() {
    return source;
  }

  @Override
  public void close() {
    source.close();
    claim.ifPresent(SoleUse::close);
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
