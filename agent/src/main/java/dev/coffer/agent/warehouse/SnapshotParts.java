package dev.coffer.agent.warehouse;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The stored backups that a snapshot consists of: two of each node, its base and the log from there
 * to the moment of the snapshot. Nodes are counted from 0, the coordinator.
 */
public record SnapshotParts(String snapshotId, int nodes) {
  public String base(int node) {
    return snapshotId + "-" + node + "-base";
  }

  public String log(int node) {
    return snapshotId + "-" + node + "-log";
  }

  public List<String> all() {
    return IntStream.range(0, nodes).boxed().flatMap(n -> Stream.of(base(n), log(n))).toList();
  }
}
