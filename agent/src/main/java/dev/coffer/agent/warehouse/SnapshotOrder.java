package dev.coffer.agent.warehouse;

import dev.coffer.agent.Arguments;
import dev.coffer.agent.Id;
import dev.coffer.agent.Sealing;
import dev.coffer.crypto.envelope.v1.Compression;
import java.util.List;
import java.util.Optional;

/**
 * A snapshot to take of a warehouse.
 *
 * @param nodes the coordinator first
 * @param database the one that users see, where the nodes are a federation of ours
 */
public record SnapshotOrder(
    String snapshotId, List<NodeAccess> nodes, Optional<String> database, Form form) {
  /** How the parts are stored. */
  public record Form(Compression compression, Optional<Sealing> sealing) {}

  public SnapshotOrder {
    Id.require(snapshotId);
    nodes = List.copyOf(nodes);
    Arguments.requireFew("nodes", nodes);
    database.ifPresent(name -> Arguments.requireName("database", name));
    if (nodes.size() < 2) {
      throw new IllegalArgumentException("a warehouse has no " + nodes.size() + " nodes");
    }
  }

  public SnapshotParts parts() {
    return new SnapshotParts(snapshotId, nodes.size());
  }
}
