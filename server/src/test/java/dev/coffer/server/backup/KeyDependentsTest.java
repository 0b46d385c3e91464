package dev.coffer.server.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.crypto.cipher.Suite;
import dev.coffer.server.id.BackupId;
import dev.coffer.server.id.Ids;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.instance.InstanceId;
import dev.coffer.server.store.ControlDatabase;
import dev.coffer.server.store.ControlDatabaseContract;
import dev.coffer.server.store.TestDatabase;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@ControlDatabaseContract
class KeyDependentsTest {
  private static final KeyId KEY = KeyId.fresh();
  private static final KeyId OTHER = KeyId.fresh();
  private static final ProjectId PROJECT = new ProjectId("0b2a5a1f6e0025d12f3bc00a1b2c3d4e");
  private static final Instant BEGAN = Instant.parse("2026-11-21T16:00:00Z");

  @TempDir Path directory;
  private ControlDatabase database;

  private static final InstanceId ON = instance("1");

  private static InstanceId instance(String digit) {
    return new InstanceId(digit.repeat(32) + "in07");
  }

  @BeforeEach
  void open() {
    database = TestDatabase.in(directory);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void backup(String name, ProjectId project, Optional<KeyId> keyId) {
    var table = new BackupTable(database.jdbi());
    var id = BackupId.fresh(new Ids(new SecureRandom()));
    var building =
        new Backup(
            id,
            project,
            ON,
            "instance",
            name,
            "",
            false,
            Backup.Status.BUILDING,
            Optional.empty(),
            "10.11",
            "8.0",
            BEGAN,
            Optional.empty(),
            0,
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    database.jdbi().useHandle(handle -> table.insert(handle, building));
    Optional<Backup.Seal> seal = keyId.map(key -> new Backup.Seal("AES-256-GCM", key, "1", 1));
    table.complete(id, new BackupTable.Result(1, 1, "d", seal), BEGAN);
  }

  private void encryption(InstanceId instanceId, boolean enabled, KeyId keyId) {
    var setting = new EncryptionSetting(instanceId, PROJECT, enabled, keyId, Suite.AES_256_GCM);
    database
        .jdbi()
        .useTransaction(handle -> new EncryptionTable(database).put(handle, setting, BEGAN));
  }

  @Test
  void areTheBackupsUnderTheKeyAndTheInstancesThatWillNeedIt() {
    backup("under", PROJECT, Optional.of(KEY));
    backup("other", PROJECT, Optional.of(OTHER));
    backup("plain", PROJECT, Optional.empty());
    backup("foreign", new ProjectId("f".repeat(32)), Optional.of(KEY));
    encryption(ON, true, KEY);
    encryption(instance("2"), false, KEY);
    encryption(instance("3"), true, OTHER);

    var dependents = new KeyDependents(database);
    assertThat(dependents.backups(PROJECT, KEY)).extracting(Backup::name).containsExactly("under");
    assertThat(dependents.instances(PROJECT, KEY)).containsExactly(ON);
    assertThat(dependents.backups(PROJECT, KeyId.fresh())).isEmpty();
  }
}
