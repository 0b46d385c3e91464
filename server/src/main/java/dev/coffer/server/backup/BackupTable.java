package dev.coffer.server.backup;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

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
            "INSERT INTO backup (id, project_id, instance_id, instance_name, name, description,"
                + " status, engine_version, datastore_version, began_at, plain_bytes, stored_bytes,"
                + " wrapped_keys) VALUES (:id, :project, :instance, :instanceName, :name,"
                + " :description, :status, :version, :datastore, :began, 0, 0, 0)")
        .bind("id", backup.id())
        .bind("project", backup.projectId())
        .bind("instance", backup.instanceId())
        .bind("instanceName", backup.instanceName())
        .bind("name", backup.name())
        .bind("description", backup.description())
        .bind("status", backup.status().name())
        .bind("version", backup.engineVersion())
        .bind("datastore", backup.datastoreVersion())
        .bind("began", backup.beganAt().toEpochMilli())
        .execute();
  }

  /** What a finished backup turned out to be. */
  record Result(long plainBytes, long storedBytes, String digest, Optional<Backup.Seal> seal) {}

  void complete(String id, Result result, Instant now) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "UPDATE backup SET status = 'COMPLETED', ended_at = :now, plain_bytes = :plain,"
                        + " stored_bytes = :stored, digest = :digest, suite = :suite,"
                        + " key_id = :key, key_version = :version, wrapped_keys = :wrapped"
                        + " WHERE id = :id")
                .bind("id", id)
                .bind("now", now.toEpochMilli())
                .bind("plain", result.plainBytes())
                .bind("stored", result.storedBytes())
                .bind("digest", result.digest())
                .bind("suite", result.seal().map(Backup.Seal::suite).orElse(null))
                .bind("key", result.seal().map(Backup.Seal::keyId).orElse(null))
                .bind("version", result.seal().map(Backup.Seal::keyVersion).orElse(null))
                .bind("wrapped", result.seal().map(Backup.Seal::wrappedKeys).orElse(0))
                .execute());
  }

  void fail(String id, String reason, Instant now) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "UPDATE backup SET status = 'FAILED', failure = :reason, ended_at = :now"
                        + " WHERE id = :id AND status = 'BUILDING'")
                .bind("id", id)
                .bind("reason", reason)
                .bind("now", now.toEpochMilli())
                .execute());
  }

  void checked(String id, Backup.Check check) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "UPDATE backup SET checked_at = :at, check_failure = :failure WHERE id = :id")
                .bind("id", id)
                .bind("at", check.at().toEpochMilli())
                .bind("failure", check.failure().orElse(null))
                .execute());
  }

  /** Marks a backup that is not being taken as on its way out; false where it is being taken. */
  boolean beginDeleting(String id) {
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
  List<String> deleting() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT id FROM backup WHERE status = 'DELETING'")
                .mapTo(String.class)
                .list());
  }

  void delete(String id) {
    jdbi.useHandle(
        handle ->
            handle.createUpdate("DELETE FROM backup WHERE id = :id").bind("id", id).execute());
  }

  Optional<Backup> find(String id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM backup WHERE id = :id")
                .bind("id", id)
                .map(BackupTable::read)
                .findOne());
  }

  /** The backups of a project, newest first. */
  List<Backup> ofProject(String projectId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM backup WHERE project_id = :project AND status <> 'DELETING'"
                        + " ORDER BY began_at DESC, id")
                .bind("project", projectId)
                .map(BackupTable::read)
                .list());
  }

  private static Backup read(ResultSet row, StatementContext context) throws SQLException {
    return new Backup(
        row.getString("id"),
        row.getString("project_id"),
        row.getString("instance_id"),
        row.getString("instance_name"),
        row.getString("name"),
        row.getString("description"),
        Backup.Status.valueOf(row.getString("status")),
        Optional.ofNullable(row.getString("failure")),
        row.getString("engine_version"),
        row.getString("datastore_version"),
        Instant.ofEpochMilli(row.getLong("began_at")),
        instant(row, "ended_at"),
        row.getLong("plain_bytes"),
        row.getLong("stored_bytes"),
        Optional.ofNullable(row.getString("digest")),
        seal(row),
        check(row));
  }

  private static Optional<Backup.Check> check(ResultSet row) throws SQLException {
    Optional<String> failure = Optional.ofNullable(row.getString("check_failure"));
    return instant(row, "checked_at").map(at -> new Backup.Check(at, failure));
  }

  private static Optional<Backup.Seal> seal(ResultSet row) throws SQLException {
    String suite = row.getString("suite");
    return suite == null
        ? Optional.empty()
        : Optional.of(
            new Backup.Seal(
                suite,
                row.getString("key_id"),
                row.getString("key_version"),
                row.getInt("wrapped_keys")));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }
}
