package dev.coffer.server.warehouse;

import dev.coffer.agent.warehouse.SnapshotParts;
import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.crypto.cipher.Suite;
import dev.coffer.server.id.ClusterId;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.id.SnapshotId;
import dev.coffer.server.store.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.mapper.Nested;
import org.jdbi.v3.core.mapper.PropagateNull;

/**
 * One snapshot, as it stood when it was read.
 *
 * @param plainBytes the engines' streams before compression and encryption; 0 until it is available
 * @param storedBytes what lies in the store; 0 until it is available
 * @param omitted what it does not hold of the cluster, for people; empty until it is available
 * @param seal how it is encrypted; empty for one in the clear
 */
public record Snapshot(
    SnapshotId id,
    ProjectId projectId,
    String name,
    String description,
    Status status,
    Optional<String> failure,
    @Json Source source,
    Instant beganAt,
    Optional<Instant> endedAt,
    long plainBytes,
    long storedBytes,
    @Json List<String> omitted,
    @Nested Optional<Seal> seal) {

  /** The vendor's words. Only an available snapshot can be restored. */
  public enum Status {
    CREATING,
    AVAILABLE,
    UNAVAILABLE,
    /** Being deleted; no answer shows it. */
    DELETING
  }

  /**
   * The cluster that it is of, which may be gone by now.
   *
   * @param nodes how many there were, the coordinator among them
   * @param superuser the role that opens adopted ones for us
   */
  public record Source(
      ClusterId clusterId,
      String clusterName,
      String version,
      String administrator,
      int nodes,
      ClusterDetails details,
      Optional<String> superuser) {}

  /**
   * How a snapshot of an encrypted cluster is encrypted.
   *
   * @param suite what the cluster's volumes were sealed with, and those of a restored one will be
   */
  public record Seal(@PropagateNull KeyId masterKeyId, BlockSuite suite) {
    /** What the parts are sealed with. */
    Suite partSuite() {
      return ClusterKeys.suite(suite);
    }
  }

  SnapshotParts parts() {
    return new SnapshotParts(id.value(), source.nodes());
  }
}
