package dev.coffer.server.store;

import dev.coffer.agent.host.DeleteTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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
        : ControlDatabase.sqlite(inFile(directory.resolve("control.db")));
  }

  private static Path inFile(Path file) {
    if (Files.notExists(file)) {
      try {
        Files.write(file, Migrated.FILE);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return file;
  }

  /** An empty database, migrated once for all tests of a process. */
  private static final class Migrated {
    static final byte[] FILE = make();

    private static byte[] make() {
      try {
        Path directory = Files.createTempDirectory("coffer-migrated-");
        Path file = directory.resolve("control.db");
        ControlDatabase.sqlite(file).close();
        byte[] content = Files.readAllBytes(file);
        DeleteTree.at(directory);
        return content;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
