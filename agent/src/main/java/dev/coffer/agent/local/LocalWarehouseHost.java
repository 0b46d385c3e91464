package dev.coffer.agent.local;

import dev.coffer.agent.Adoptable;
import dev.coffer.agent.Adoption;
import dev.coffer.agent.Endpoint;
import dev.coffer.agent.ForeignPlace;
import dev.coffer.agent.Instance;
import dev.coffer.agent.Superuser;
import dev.coffer.agent.VolumeKey;
import dev.coffer.agent.backup.BackupRepository;
import dev.coffer.agent.backup.StoreRepository;
import dev.coffer.agent.cage.Cages;
import dev.coffer.agent.host.BindAddresses;
import dev.coffer.agent.postgresql.Nodes;
import dev.coffer.agent.postgresql.PreparedTransactions;
import dev.coffer.agent.postgresql.conversion.Conversions;
import dev.coffer.agent.store.ObjectStore;
import dev.coffer.agent.warehouse.ConversionHost;
import dev.coffer.agent.warehouse.Federation;
import dev.coffer.agent.warehouse.NodeAccess;
import dev.coffer.agent.warehouse.NodeOrder;
import dev.coffer.agent.warehouse.SnapshotHost;
import dev.coffer.agent.warehouse.WarehouseHost;
import dev.coffer.crypto.secret.SecretBytes;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Works with the PostgreSQL of this host's distribution. It is looked for when a node needs it, so
 * that a host without any serves everything else.
 */
public final class LocalWarehouseHost implements WarehouseHost {
  private final Nodes nodes;
  private final InstanceLocks locks = new InstanceLocks();

  public LocalWarehouseHost(Path home) {
    this(home, Adoptable.NOTHING, BindAddresses.LOOPBACK_ONLY);
  }

  /** The same, which may take over what is listed. */
  public LocalWarehouseHost(Path home, Adoptable adoptable, BindAddresses addresses) {
    var cages = AgentFailures.on("cages", () -> Cages.beside(home));
    this.nodes = new Nodes(home, cages, adoptable, addresses);
  }

  @Override
  public ConversionHost conversions() {
    return new LocalConversionHost(new Conversions(nodes), locks);
  }

  /** Captures the same nodes into a store. */
  public SnapshotHost snapshots(ObjectStore store, SecureRandom random, InstantSource clock) {
    return snapshots(new StoreRepository(store, random, clock));
  }

  public SnapshotHost snapshots(BackupRepository backups) {
    return new LocalSnapshotHost(nodes, locks, backups);
  }

  @Override
  public Instance provision(NodeOrder order) {
    return locks.holding(order.nodeId(), () -> nodes.provision(order));
  }

  @Override
  public Instance provision(NodeOrder order, VolumeKey key) {
    return locks.holding(order.nodeId(), () -> nodes.provision(order, key));
  }

  @Override
  public void requireFree(Endpoint endpoint) {
    AgentFailures.on(
        "port " + endpoint.port(),
        () -> {
          nodes.requireFree(endpoint);
          return endpoint;
        });
  }

  @Override
  public Adoption adopt(ForeignPlace place, Superuser.Given superuser) {
    return AgentFailures.on("adoption", () -> nodes.adopt(place, superuser));
  }

  @Override
  public void keepControl(NodeAccess node) {
    locks.holding(
        node.nodeId(),
        () -> {
          nodes.keepControl(node);
          return node;
        });
  }

  @Override
  public Optional<Instance> inspect(String nodeId) {
    return AgentFailures.on("node " + nodeId, () -> nodes.inspect(nodeId));
  }

  @Override
  public void unlock(String nodeId, SecretBytes dataKey) {
    locks.holding(
        nodeId,
        () -> {
          nodes.unlock(nodeId, dataKey);
          return nodeId;
        });
  }

  @Override
  public Instance start(String nodeId) {
    return locks.holding(nodeId, () -> nodes.start(nodeId));
  }

  @Override
  public Instance stop(String nodeId) {
    return locks.holding(nodeId, () -> nodes.stop(nodeId));
  }

  @Override
  public Instance restart(String nodeId) {
    return locks.holding(nodeId, () -> nodes.restart(nodeId));
  }

  @Override
  public void destroy(String nodeId) {
    locks.holding(nodeId, () -> nodes.destroy(nodeId));
  }

  @Override
  public void federate(Federation federation) {
    locks.holding(
        federation.nodeIds(),
        () -> {
          nodes.federate(federation);
          return federation;
        });
  }

  @Override
  public void endPrepared(List<NodeAccess> running) {
    PreparedTransactions.end(
        running,
        (access, superuser) ->
            locks.holding(
                access.nodeId(),
                () -> {
                  nodes.endPrepared(access, superuser);
                  return access;
                }));
  }
}
