package dev.coffer.server.backup;

import dev.coffer.server.id.BackupId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.instance.InstanceId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The table of backups. */
final class BackupTable {
  private final Jdbi jdbi;

  BackupTable(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Writes down a backup that begins. */
  void insert(Handle handle, Backup backup) {
    handle
        .createUpdate(
            """
            INSERT INTO backup (id, project_id, instance_id, instance_name, name, description,
              automatic, status, engine_version, datastore_version, began_at, plain_bytes,
              stored_bytes, wrapped_keys)
            VALUES (:id, :projectId, :instanceId, :instanceName, :name, :description,
              :automatic, :status, :engineVersion, :datastoreVersion, :beganAt, 0, 0, 0)
            """)
        .bindMethods(backup)
        .execute();
  }

  /** What a finished backup turned out to be. */
  public record Result(
      long plainBytes, long storedBytes, String digest, Optional<Backup.Seal> seal) {}

  void complete(BackupId id, Result result, Instant now) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE backup SET status = 'COMPLETED', ended_at = :now, suite = :suite,
                      plain_bytes = :plainBytes, stored_bytes = :storedBytes, digest = :digest,
                      key_id = :key, key_version = :version, wrapped_keys = :wrapped
                    WHERE id = :id
                    """)
                .bindMethods(result)
                .bind("id", id)
                .bind("now", now)
                .bind("suite", result.seal().map(Backup.Seal::suite))
                .bind("key", result.seal().map(Backup.Seal::keyId))
                .bind("version", result.seal().map(Backup.Seal::keyVersion))
                .bind("wrapped", result.seal().map(Backup.Seal::wrappedKeys).orElse(0))
                .execute());
  }

  void fail(BackupId id, String reason, Instant now) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "UPDATE backup SET status = 'FAILED', failure = :reason, ended_at = :now"
                        + " WHERE id = :id AND status = 'BUILDING'")
                .bind("id", id)
                .bind("reason", reason)
                .bind("now", now)
                .execute());
  }

  void checked(BackupId id, Backup.Check check) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "UPDATE backup SET checked_at = :at, check_failure = :failure WHERE id = :id")
                .bind("id", id)
                .bind("at", check.at())
                .bind("failure", check.failure())
                .execute());
  }

  /** Marks a backup that is not being taken as on its way out; false where it is being taken. */
  boolean beginDeleting(BackupId id) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(
                        "UPDATE backup SET status = 'DELETING' WHERE id = :id"
                            + " AND status IN ('COMPLETED', 'FAILED')")
                    .bind("id", id)
                    .execute())
        == 1;
  }

  /** The ids of backups whose removal did not come to its end. */
  List<BackupId> deleting() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT id FROM backup WHERE status = 'DELETING'")
                .mapTo(BackupId.class)
                .list());
  }

  void delete(BackupId id) {
    jdbi.useHandle(
        handle ->
            handle.createUpdate("DELETE FROM backup WHERE id = :id").bind("id", id).execute());
  }

  Optional<Backup> find(BackupId id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM backup WHERE id = :id")
                .bind("id", id)
                .mapTo(Backup.class)
                .findOne());
  }

  /** The backups of a project, newest first. */
  List<Backup> ofProject(ProjectId projectId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM backup WHERE project_id = :project AND status <> 'DELETING'"
                        + " ORDER BY began_at DESC, id")
                .bind("project", projectId)
                .mapTo(Backup.class)
                .list());
  }

  /** The automatic backups of an instance, newest first. */
  List<Backup> automatic(InstanceId instanceId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM backup WHERE instance_id = :instance AND automatic"
                        + " AND status <> 'DELETING' ORDER BY began_at DESC, id")
                .bind("instance", instanceId)
                .mapTo(Backup.class)
                .list());
  }
}
