package dev.coffer.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlDatabaseTest {
  @TempDir Path directory;

  @Test
  void opensAgainWhatItMadeAndKeepsItPrivate() throws Exception {
    Path file = directory.resolve("control.db");
    try (var database = ControlDatabase.sqlite(file)) {
      database
          .jdbi()
          .useHandle(
              h ->
                  h.execute(
                      "INSERT INTO job (id, project_id, work, subject, instance_id, instance_name,"
                          + " status, progress, created_at)"
                          + " VALUES ('j', 'p', 'w', 's', 'i', 'n', 'RUNNING', 0, 1)"));
    }
    try (var database = ControlDatabase.sqlite(file)) {
      assertThat(read(database, "SELECT id FROM job")).isEqualTo("j");
      assertThat(read(database, "PRAGMA journal_mode")).isEqualTo("wal");
      assertThat(read(database, "PRAGMA synchronous")).isEqualTo("2");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  private static String read(ControlDatabase database, String sql) {
    return database.jdbi().withHandle(h -> h.createQuery(sql).mapTo(String.class).one());
  }
}
