package dev.coffer.agent.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.agent.Agent;
import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.BackupRequest;
import dev.coffer.agent.Engine;
import dev.coffer.agent.EngineHome;
import dev.coffer.agent.Instance;
import dev.coffer.agent.StoredBackup;
import dev.coffer.agent.Watch;
import dev.coffer.agent.local.LiveEngine.Running;
import dev.coffer.agent.store.MemoryStore;
import dev.coffer.crypto.envelope.v1.Compression;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Backups of a server whose tables change their shape meanwhile, and of one with many tables. */
@Tag("engine")
@Tag("matrix")
final class BusyBackupTest {
  private static final int TABLES = 5_000;
  private static final int BACKUPS = 4;

  private Path home;
  private Agent agent;
  private Instance instance;

  @BeforeEach
  void provision() throws IOException {
    home = EngineHome.create();
    agent = Running.agent(home, new MemoryStore());
    instance = agent.provision(Running.request("busy"));
  }

  @AfterEach
  void destroy() throws IOException {
    agent.destroy("copy");
    agent.destroy("busy");
    EngineHome.delete(home);
  }

  @Test
  void aTableThatIsAlteredInPlaceIsWholeInABackupOrTheBackupSaysWhy() throws Exception {
    Running.run(
        instance,
        "CREATE DATABASE d",
        "USE d",
        "CREATE TABLE d.t (PRIMARY KEY (id)) AS SELECT seq AS id, SHA2(seq, 512) AS t FROM"
            + " seq_1_to_40000");
    var ended = new AtomicBoolean();
    int whole = 0;
    try (var others = Executors.newVirtualThreadPerTaskExecutor()) {
      var altering = others.submit(() -> alter(ended));
      var writing = others.submit(() -> write(ended));
      try {
        for (int i = 0; i < BACKUPS; i++) {
          whole += backUpAndRestore("b" + i) ? 1 : 0;
        }
      } finally {
        ended.set(true);
      }
      assertThat(altering.get()).isPositive();
      assertThat(writing.get()).isPositive();
    }
    assertThat(whole).isPositive();
  }

  /** Whether it was whole; a backup that was not says why, and is not there. */
  private boolean backUpAndRestore(String id) {
    try {
      var engine = new Engine.Own("busy", Running.secret(Running.CONTROL));
      agent.backup(
          new BackupRequest(id, "busy", engine, Compression.ZSTD, Optional.empty()), Watch.none());
    } catch (AgentFailure failed) {
      assertThat(failed.reason()).isEqualTo(AgentFailure.Reason.ENGINE_FAILED);
      assertThat(failed).hasMessageContaining("mariadb-backup ended with exit code");
      assertThat(agent.envelope(id)).isEmpty();
      return false;
    }
    var backup = new StoredBackup(id, new StoredBackup.Opening.Plain());
    agent.restore(backup, Running.request("copy"), Watch.none());
    agent.destroy("copy");
    return true;
  }

  private int alter(AtomicBoolean ended) throws SQLException {
    int altered = 0;
    for (; !ended.get(); altered++) {
      Running.run(
          instance,
          "ALTER TABLE d.t ADD COLUMN IF NOT EXISTS more INT, ADD INDEX IF NOT EXISTS (t),"
              + " ALGORITHM=INPLACE",
          "ALTER TABLE d.t DROP INDEX t, DROP COLUMN more, FORCE, ALGORITHM=INPLACE");
    }
    return altered;
  }

  private int write(AtomicBoolean ended) throws SQLException {
    int written = 0;
    for (; !ended.get(); written++) {
      Running.run(
          instance,
          "UPDATE d.t SET t = SHA2(CONCAT(t, %d), 512) WHERE id %% 50 = %d"
              .formatted(written, written % 50));
    }
    return written;
  }

  @Test
  void thousandsOfTablesAreAllChecked() throws SQLException {
    var statements = new ArrayList<>(List.of("CREATE DATABASE many"));
    for (int i = 0; i < TABLES; i++) {
      statements.add("CREATE TABLE many.t%d (a INT PRIMARY KEY)".formatted(i));
    }
    Running.run(instance, statements.toArray(String[]::new));
    assertThat(backUpAndRestore("many")).isTrue();
  }
}
