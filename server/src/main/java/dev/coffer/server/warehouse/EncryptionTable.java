package dev.coffer.server.warehouse;

import dev.coffer.server.id.ClusterId;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.ProjectId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The table of how clusters are encrypted. */
final class EncryptionTable {
  private final Jdbi jdbi;

  EncryptionTable(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  void insert(Handle handle, ClusterEncryption encryption) {
    handle
        .createUpdate(
            """
            INSERT INTO cluster_encryption (id, cluster_id, project_id, master_key_id,
              master_key_name, suite, wrapped_cluster_key, wrapped_data_key, step)
            VALUES (:id, :clusterId, :projectId, :masterKey.id, :masterKey.name, :suite,
              :keys.clusterKey, :keys.dataKey, :step)
            """)
        .bindMethods(encryption)
        .execute();
  }

  Optional<ClusterEncryption> find(ClusterId clusterId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM cluster_encryption WHERE cluster_id = :cluster")
                .bind("cluster", clusterId)
                .mapTo(ClusterEncryption.class)
                .findOne());
  }

  /** The encryption of this id; empty where it was given up. */
  Optional<ClusterEncryption> ordered(String id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM cluster_encryption WHERE id = :id")
                .bind("id", id)
                .mapTo(ClusterEncryption.class)
                .findOne());
  }

  /** The ids of the project's clusters that are under the master key. */
  List<ClusterId> under(ProjectId projectId, KeyId masterKeyId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT cluster_id FROM cluster_encryption WHERE project_id = :project"
                        + " AND master_key_id = :key ORDER BY cluster_id")
                .bind("project", projectId)
                .bind("key", masterKeyId)
                .mapTo(ClusterId.class)
                .list());
  }

  void reached(String id, ConversionStep step) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate("UPDATE cluster_encryption SET step = :step WHERE id = :id")
                .bind("step", step)
                .bind("id", id)
                .execute());
  }

  /** False where another call was quicker. */
  boolean rotate(ClusterEncryption before, ClusterEncryption after, Instant now) {
    return jdbi.withHandle(
        handle ->
            handle
                    .createUpdate(
                        """
                        UPDATE cluster_encryption SET master_key_id = :masterKey.id,
                          master_key_name = :masterKey.name, rotated_at = :now,
                          wrapped_cluster_key = :keys.clusterKey, wrapped_data_key = :keys.dataKey
                        WHERE cluster_id = :cluster AND wrapped_cluster_key = :before
                        """)
                    .bindMethods(after)
                    .bind("now", now)
                    .bind("cluster", before.clusterId())
                    .bind("before", before.keys().clusterKey())
                    .execute()
                == 1);
  }

  /** Removes one, and does more with that or nothing of both. */
  void delete(String id, Consumer<Handle> more) {
    jdbi.useTransaction(
        handle -> {
          handle
              .createUpdate("DELETE FROM cluster_encryption WHERE id = :id")
              .bind("id", id)
              .execute();
          more.accept(handle);
        });
  }
}
