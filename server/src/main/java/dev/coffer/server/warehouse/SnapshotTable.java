package dev.coffer.server.warehouse;

import dev.coffer.agent.warehouse.CapturedWarehouse;
import dev.coffer.crypto.envelope.v1.Envelope;
import dev.coffer.crypto.envelope.v1.Envelope.Sizes;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.id.SnapshotId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import tools.jackson.databind.json.JsonMapper;

/** The table of snapshots. */
final class SnapshotTable {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Jdbi jdbi;

  SnapshotTable(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Writes down a snapshot that begins, with its cluster's sealed secret. */
  void insert(Handle handle, Snapshot snapshot, String controlSecret) {
    handle
        .createUpdate(
            """
            INSERT INTO snapshot (id, project_id, cluster_id, name, description, status, source,
              control_secret, began_at, plain_bytes, stored_bytes, master_key_id, suite)
            VALUES (:id, :projectId, :source.clusterId, :name, :description, :status, :source,
              :secret, :beganAt, 0, 0, :key, :suite)
            """)
        .bindMethods(snapshot)
        .bind("secret", controlSecret)
        .bind("key", snapshot.seal().map(Snapshot.Seal::masterKeyId))
        .bind("suite", snapshot.seal().map(Snapshot.Seal::suite))
        .execute();
  }

  String controlSecret(SnapshotId id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT control_secret FROM snapshot WHERE id = :id")
                .bind("id", id)
                .mapTo(String.class)
                .one());
  }

  void complete(SnapshotId id, CapturedWarehouse captured, Instant now) {
    var sizes = captured.parts().stream().map(Envelope::sizes).toList();
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "UPDATE snapshot SET status = 'AVAILABLE', ended_at = :now,"
                        + " plain_bytes = :plain, stored_bytes = :stored, omitted = :omitted"
                        + " WHERE id = :id")
                .bind("id", id)
                .bind("now", now)
                .bind("plain", sizes.stream().mapToLong(Sizes::plain).sum())
                .bind("stored", sizes.stream().mapToLong(Sizes::stored).sum())
                .bind("omitted", JSON.writeValueAsString(captured.omitted()))
                .execute());
  }

  void fail(SnapshotId id, String reason, Instant now) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "UPDATE snapshot SET status = 'UNAVAILABLE', failure = :reason,"
                        + " ended_at = :now WHERE id = :id AND status = 'CREATING'")
                .bind("id", id)
                .bind("reason", reason)
                .bind("now", now)
                .execute());
  }

  /** Marks one that is not being taken as on its way out; false where it is being taken. */
  boolean beginDeleting(SnapshotId id) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(
                        "UPDATE snapshot SET status = 'DELETING' WHERE id = :id"
                            + " AND status IN ('AVAILABLE', 'UNAVAILABLE')")
                    .bind("id", id)
                    .execute())
        == 1;
  }

  /** Those whose removal did not come to its end. */
  List<Snapshot> deleting() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM snapshot WHERE status = 'DELETING'")
                .mapTo(Snapshot.class)
                .list());
  }

  void delete(SnapshotId id) {
    jdbi.useHandle(
        handle ->
            handle.createUpdate("DELETE FROM snapshot WHERE id = :id").bind("id", id).execute());
  }

  Optional<Snapshot> find(SnapshotId id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM snapshot WHERE id = :id")
                .bind("id", id)
                .mapTo(Snapshot.class)
                .findOne());
  }

  /** The snapshots of a project, newest first. */
  List<Snapshot> ofProject(ProjectId projectId) {
    return jdbi.withHandle(handle -> ofProject(handle, projectId));
  }

  List<Snapshot> ofProject(Handle handle, ProjectId projectId) {
    return handle
        .createQuery(
            "SELECT * FROM snapshot WHERE project_id = :project AND status <> 'DELETING'"
                + " ORDER BY began_at DESC, id")
        .bind("project", projectId)
        .mapTo(Snapshot.class)
        .list();
  }
}
