package dev.coffer.server.store;

import java.nio.file.Path;

/** The control database of a test's directory: the same one each time it is opened. */
public final class TestDatabase {
  private static final boolean POSTGRESQL =
      System.getProperty("coffer.control", "sqlite").equals("postgresql");

  private TestDatabase() {}

  /** SQLite, or PostgreSQL where the system property {@code coffer.control} says so. */
  public static ControlDatabase in(Path directory) {
    return POSTGRESQL
        ? ControlDatabase.postgresql(TestPostgres.database(directory))
        : ControlDatabase.sqlite(directory.resolve("control.db"));
  }
}
