package dev.coffer.server.warehouse;

import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.server.id.ClusterId;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.ProjectId;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.mapper.Nested;
import org.jdbi.v3.core.mapper.reflect.ColumnName;

/** How a cluster's volumes are sealed, and what opens them; nothing secret is in the clear. */
public record ClusterEncryption(
    String id,
    ClusterId clusterId,
    ProjectId projectId,
    @Nested MasterKey masterKey,
    BlockSuite suite,
    @Nested WrappedKeys keys,
    ConversionStep step,
    Optional<Instant> rotatedAt) {

  /** Which master key, and what it was called when it was chosen. */
  public record MasterKey(
      @ColumnName("master_key_id") KeyId id, @ColumnName("master_key_name") String name) {}

  /** The cluster's key under the master key, and the data key under the cluster's key. */
  public record WrappedKeys(
      @ColumnName("wrapped_cluster_key") String clusterKey,
      @ColumnName("wrapped_data_key") String dataKey) {}

  ClusterEncryption with(MasterKey otherMasterKey, WrappedKeys otherKeys) {
    return new ClusterEncryption(
        id, clusterId, projectId, otherMasterKey, suite, otherKeys, step, rotatedAt);
  }

  boolean isDone() {
    return step == ConversionStep.DONE;
  }
}
