package dev.coffer.agent;

import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.crypto.secret.SecretBytes;
import java.util.List;
import java.util.Optional;

/**
 * A snapshot to take of a federated warehouse.
 *
 * @param nodeIds the coordinator's first
 * @param database the one that users see
 * @param superuserSecret opens every node for us; the caller's, to close
 */
public record SnapshotOrder(
    String snapshotId,
    List<String> nodeIds,
    String database,
    SecretBytes superuserSecret,
    Form form) {
  /** How the parts are stored. */
  public record Form(Compression compression, Optional<Sealing> sealing) {}

  public SnapshotOrder {
    Id.require(snapshotId);
    nodeIds = List.copyOf(nodeIds);
    nodeIds.forEach(Id::require);
    if (nodeIds.size() < 2) {
      throw new IllegalArgumentException("a warehouse has no " + nodeIds.size() + " nodes");
    }
  }

  public SnapshotParts parts() {
    return new SnapshotParts(snapshotId, nodeIds.size());
  }
}
