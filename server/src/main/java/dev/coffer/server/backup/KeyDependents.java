package dev.coffer.server.backup;

import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.instance.InstanceId;
import dev.coffer.server.store.ControlDatabase;
import java.util.List;

/** What cannot be opened any more once a master key is gone. */
public final class KeyDependents {
  private final ControlDatabase database;
  private final BackupTable backups;

  public KeyDependents(ControlDatabase database) {
    this.database = database;
    this.backups = new BackupTable(database.jdbi());
  }

  /** A project's backups under the key, newest first. */
  public List<Backup> backups(ProjectId projectId, KeyId keyId) {
    return backups.ofProject(projectId).stream()
        .filter(backup -> backup.seal().filter(seal -> seal.keyId().equals(keyId)).isPresent())
        .toList();
  }

  /** The project's instances whose next backups will be under the key. */
  public List<InstanceId> instances(ProjectId projectId, KeyId keyId) {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT instance_id FROM backup_encryption WHERE project_id = :project"
                            + " AND key_id = :key AND enabled ORDER BY instance_id")
                    .bind("project", projectId)
                    .bind("key", keyId)
                    .mapTo(InstanceId.class)
                    .list());
  }
}
