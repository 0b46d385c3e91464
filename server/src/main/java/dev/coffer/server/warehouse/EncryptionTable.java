package dev.coffer.server.warehouse;

import dev.coffer.crypto.block.v1.BlockSuite;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

/** The table of how clusters are encrypted. */
final class EncryptionTable {
  private static final String COLUMNS =
      "id, cluster_id, project_id, master_key_id, master_key_name, suite, wrapped_cluster_key,"
          + " wrapped_data_key, step, rotated_at";

  private final Jdbi jdbi;

  EncryptionTable(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  void insert(Handle handle, ClusterEncryption encryption) {
    handle
        .createUpdate(
            "INSERT INTO cluster_encryption ("
                + COLUMNS
                + ") VALUES (:id, :cluster, :project, :masterKey, :masterKeyName, :suite,"
                + " :clusterKey, :dataKey, :step, NULL)")
        .bind("id", encryption.id())
        .bind("cluster", encryption.clusterId())
        .bind("project", encryption.projectId())
        .bind("masterKey", encryption.masterKey().id())
        .bind("masterKeyName", encryption.masterKey().name())
        .bind("suite", encryption.suite().name())
        .bind("clusterKey", encryption.keys().clusterKey())
        .bind("dataKey", encryption.keys().dataKey())
        .bind("step", encryption.step().name())
        .execute();
  }

  Optional<ClusterEncryption> find(String clusterId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT " + COLUMNS + " FROM cluster_encryption WHERE cluster_id = :cluster")
                .bind("cluster", clusterId)
                .map(EncryptionTable::read)
                .findOne());
  }

  /** The encryption of this id; empty where it was given up. */
  Optional<ClusterEncryption> ordered(String id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT " + COLUMNS + " FROM cluster_encryption WHERE id = :id")
                .bind("id", id)
                .map(EncryptionTable::read)
                .findOne());
  }

  /** The ids of the project's clusters that are under the master key. */
  List<String> under(String projectId, String masterKeyId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT cluster_id FROM cluster_encryption WHERE project_id = :project"
                        + " AND master_key_id = :key ORDER BY cluster_id")
                .bind("project", projectId)
                .bind("key", masterKeyId)
                .mapTo(String.class)
                .list());
  }

  void reached(String id, ConversionStep step) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate("UPDATE cluster_encryption SET step = :step WHERE id = :id")
                .bind("step", step.name())
                .bind("id", id)
                .execute());
  }

  /** False where another call was quicker. */
  boolean rotate(ClusterEncryption before, ClusterEncryption after, Instant now) {
    return jdbi.withHandle(
        handle ->
            handle
                    .createUpdate(
                        "UPDATE cluster_encryption SET master_key_id = :masterKey,"
                            + " master_key_name = :masterKeyName,"
                            + " wrapped_cluster_key = :clusterKey, wrapped_data_key = :dataKey,"
                            + " rotated_at = :now WHERE cluster_id = :cluster"
                            + " AND wrapped_cluster_key = :before")
                    .bind("masterKey", after.masterKey().id())
                    .bind("masterKeyName", after.masterKey().name())
                    .bind("clusterKey", after.keys().clusterKey())
                    .bind("dataKey", after.keys().dataKey())
                    .bind("now", now.toEpochMilli())
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

  private static ClusterEncryption read(ResultSet row, StatementContext context)
      throws SQLException {
    long rotated = row.getLong("rotated_at");
    Optional<Instant> rotatedAt =
        row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(rotated));
    return new ClusterEncryption(
        row.getString("id"),
        row.getString("cluster_id"),
        row.getString("project_id"),
        new ClusterEncryption.MasterKey(
            row.getString("master_key_id"), row.getString("master_key_name")),
        BlockSuite.valueOf(row.getString("suite")),
        new ClusterEncryption.WrappedKeys(
            row.getString("wrapped_cluster_key"), row.getString("wrapped_data_key")),
        ConversionStep.valueOf(row.getString("step")),
        rotatedAt);
  }
}
