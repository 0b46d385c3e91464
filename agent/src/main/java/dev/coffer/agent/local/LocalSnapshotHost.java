package dev.coffer.agent.local;

import dev.coffer.agent.Instance;
import dev.coffer.agent.Watch;
import dev.coffer.agent.backup.BackupRepository;
import dev.coffer.agent.backup.Plan;
import dev.coffer.agent.pipeline.Source;
import dev.coffer.agent.postgresql.Nodes;
import dev.coffer.agent.postgresql.WarehouseCapture;
import dev.coffer.agent.warehouse.CapturedWarehouse;
import dev.coffer.agent.warehouse.NodeAccess;
import dev.coffer.agent.warehouse.NodeRestore;
import dev.coffer.agent.warehouse.Rejoining;
import dev.coffer.agent.warehouse.SnapshotHost;
import dev.coffer.agent.warehouse.SnapshotOrder;
import dev.coffer.crypto.envelope.v1.Envelope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Captures the nodes of a {@link LocalWarehouseHost} into one repository, and restores from there.
 */
final class LocalSnapshotHost implements SnapshotHost {
  private final Nodes nodes;
  private final InstanceLocks locks;
  private final BackupRepository backups;

  LocalSnapshotHost(Nodes nodes, InstanceLocks locks, BackupRepository backups) {
    this.nodes = nodes;
    this.locks = locks;
    this.backups = backups;
  }

  @Override
  public List<String> obstacles(NodeAccess node) {
    return AgentFailures.on("node " + node.nodeId(), () -> nodes.obstaclesToCapture(node));
  }

  @Override
  public CapturedWarehouse capture(SnapshotOrder order, Watch watch) {
    return AgentFailures.on("snapshot " + order.snapshotId(), () -> wholeOrNothing(order, watch));
  }

  private CapturedWarehouse wholeOrNothing(SnapshotOrder order, Watch watch) throws IOException {
    boolean captured = false;
    try (var capture = WarehouseCapture.begin(nodes, order)) {
      var taken = take(order, capture, watch);
      captured = true;
      return taken;
    } finally {
      if (!captured) {
        for (String part : order.parts().all()) {
          backups.discard(part);
        }
      }
    }
  }

  private CapturedWarehouse take(SnapshotOrder order, WarehouseCapture capture, Watch watch)
      throws IOException {
    var parts = order.parts();
    var taken = new ArrayList<Envelope>();
    for (int n = 0; n < parts.nodes(); n++) {
      var share = watch.part(n, parts.nodes());
      taken.add(take(order, n, parts.base(n), capture.base(n), share));
    }
    capture.cut();
    var omitted = capture.omitted();
    for (int n = 0; n < parts.nodes(); n++) {
      taken.add(take(order, n, parts.log(n), capture.log(n), watch.part(1, 1)));
    }
    return new CapturedWarehouse(taken, omitted);
  }

  private Envelope take(SnapshotOrder order, int node, String part, Source source, Watch watch)
      throws IOException {
    var form = order.form();
    var plan = new Plan(part, order.nodes().get(node).nodeId(), form.compression(), form.sealing());
    return backups.take(plan, source, watch).envelope();
  }

  @Override
  public Instance restore(NodeRestore restore, Watch watch) {
    return locks.holding(
        restore.order().nodeId(),
        () ->
            nodes.restore(
                restore,
                archive -> {
                  backups.unpack(archive::unpack, restore.base(), watch);
                  backups.unpack(archive::unpack, restore.log(), watch.part(1, 1));
                }));
  }

  @Override
  public void rejoin(Rejoining rejoining) {
    locks.holding(
        rejoining.nodeIds(),
        () -> {
          nodes.rejoin(rejoining);
          return rejoining;
        });
  }

  @Override
  public void join(List<NodeAccess> restored) {
    if (restored.isEmpty()) {
      return;
    }
    locks.holding(
        restored.stream().map(NodeAccess::nodeId).toList(),
        () -> {
          nodes.join(restored);
          return restored;
        });
  }
}
