package dev.coffer.agent.warehouse;

import dev.coffer.agent.Instance;
import dev.coffer.agent.Watch;
import java.util.List;

/**
 * Captures the nodes of one warehouse as of one moment, and makes new nodes of what was captured.
 * Between the two, a snapshot is {@link SnapshotParts} in the store. The trap: what {@link
 * #restore} made still has the secrets of the captured nodes and would reach them; only after
 * {@link #rejoin} is it a warehouse of its own. Where Citus spreads the captured one, restored
 * nodes have no address of a captured node.
 */
public interface SnapshotHost {
  /** Why a node that another user runs could not be captured, and what to do; changes nothing. */
  List<String> obstacles(NodeAccess node);

  /**
   * Captures running nodes into the store. The moment lies near the end: there, writes to
   * distributed tables wait until no transaction that made any is half committed and the log of
   * every node is cut. On failure nothing of the snapshot remains in the store.
   */
  CapturedWarehouse capture(SnapshotOrder order, Watch watch);

  /** Makes and starts a node of what was captured of one. On failure nothing of it remains. */
  Instance restore(NodeRestore restore, Watch watch);

  /**
   * Gives restored nodes secrets of their own, and the coordinator the places of its data nodes.
   */
  void rejoin(Rejoining rejoining);

  /**
   * Lets the restored nodes of a cluster that was adopted reach each other where Citus spreads it;
   * does nothing where it does not. Their secrets stay those of the captured nodes.
   */
  void join(List<NodeAccess> nodes);
}
