package dev.coffer.server.warehouse;

import dev.coffer.agent.Instance;
import dev.coffer.agent.warehouse.NodeOrder;
import dev.coffer.agent.warehouse.WarehouseHost;
import java.util.List;

/**
 * Makes and starts nodes. Where they lie on volumes, the KMS has to open the cluster's keys for
 * that; its refusal comes out as it is.
 */
record NodeStart(
    WarehouseHost host,
    ClusterTable table,
    EncryptionTable encryptions,
    ClusterKeys keys,
    ClusterSecrets secrets) {
  static NodeStart of(Clusters.Parts parts) {
    var jdbi = parts.database().jdbi();
    return new NodeStart(
        parts.host(),
        new ClusterTable(jdbi),
        new EncryptionTable(jdbi),
        parts.keys(),
        new ClusterSecrets(parts.seal()));
  }

  /** Makes a node as the cluster's nodes have to be. */
  Instance make(Cluster cluster, NodeOrder order) {
    return encryptions
        .find(cluster.id())
        .map(encryption -> keys.withVolumeKey(encryption, key -> host.provision(order, key)))
        .orElseGet(() -> host.provision(order));
  }

  void run(Cluster cluster, List<Cluster.Node> nodes) {
    start(cluster, nodes);
    endPrepared(cluster);
  }

  /** After a start of any of them, for what one prepared another may have to end. */
  private void endPrepared(Cluster cluster) {
    secrets.withAccess(
        cluster,
        table.secrets(cluster.id()).control(),
        all -> {
          host.endPrepared(all);
          return all;
        });
  }

  private void start(Cluster cluster, List<Cluster.Node> nodes) {
    var encryption = encryptions.find(cluster.id());
    if (encryption.isEmpty()) {
      nodes.forEach(node -> host.start(node.id()));
      return;
    }
    keys.withVolumeKey(
        encryption.get(),
        key -> {
          for (var node : nodes) {
            host.unlock(node.id(), key.dataKey());
            host.start(node.id());
          }
          return nodes;
        });
  }
}
