package dev.coffer.server.warehouse;

import dev.coffer.crypto.block.v1.BlockSuite;
import java.time.Instant;
import java.util.Optional;

/** How a cluster's volumes are sealed, and what opens them; nothing secret is in the clear. */
record ClusterEncryption(
    String id,
    String clusterId,
    String projectId,
    MasterKey masterKey,
    BlockSuite suite,
    WrappedKeys keys,
    ConversionStep step,
    Optional<Instant> rotatedAt) {

  /** Which master key, and what it was called when it was chosen. */
  record MasterKey(String id, String name) {}

  /** The cluster's key under the master key, and the data key under the cluster's key. */
  record WrappedKeys(String clusterKey, String dataKey) {}

  ClusterEncryption with(MasterKey otherMasterKey, WrappedKeys otherKeys) {
    return new ClusterEncryption(
        id, clusterId, projectId, otherMasterKey, suite, otherKeys, step, rotatedAt);
  }

  boolean isDone() {
    return step == ConversionStep.DONE;
  }
}
