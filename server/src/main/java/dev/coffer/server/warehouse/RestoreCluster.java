package dev.coffer.server.warehouse;

import dev.coffer.agent.Exposure;
import dev.coffer.agent.Instance;
import dev.coffer.agent.StoredBackup;
import dev.coffer.agent.VolumeKey;
import dev.coffer.agent.warehouse.Federation;
import dev.coffer.agent.warehouse.NodeOrder;
import dev.coffer.agent.warehouse.NodeRestore;
import dev.coffer.agent.warehouse.Rejoining;
import dev.coffer.agent.warehouse.SnapshotHost;
import dev.coffer.agent.warehouse.WarehouseHost;
import dev.coffer.server.backup.Opener;
import dev.coffer.server.backup.Watched;
import dev.coffer.server.id.ClusterId;
import dev.coffer.server.id.SnapshotId;
import dev.coffer.server.jobs.Job;
import dev.coffer.server.jobs.Progress;
import dev.coffer.server.jobs.Work;
import dev.coffer.server.kms.ring.KeyContext;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Makes a new cluster of a snapshot. The job's subject is the snapshot, its instance the cluster.
 */
final class RestoreCluster implements Work {
  private final ClusterTable clusters;
  private final SnapshotTable snapshots;
  private final EncryptionTable encryptions;
  private final ClusterKeys keys;
  private final Opener opener;
  private final ClusterSecrets secrets;
  private final WarehouseHost nodes;
  private final SnapshotHost host;
  private final InstantSource clock;

  RestoreCluster(Clusters.Parts clusterParts, Snapshots.Parts parts) {
    this.clusters = new ClusterTable(clusterParts.database().jdbi());
    this.snapshots = new SnapshotTable(clusterParts.database().jdbi());
    this.secrets = new ClusterSecrets(clusterParts.seal());
    this.encryptions = new EncryptionTable(clusterParts.database().jdbi());
    this.keys = clusterParts.keys();
    this.opener = new Opener(clusterParts.masterKeys());
    this.nodes = clusterParts.host();
    this.host = parts.host();
    this.clock = clusterParts.clock();
  }

  @Override
  public String name() {
    return "RestoreCluster";
  }

  @Override
  public void perform(Job job, Progress progress) {
    Snapshot snapshot = snapshots.find(new SnapshotId(job.subject())).orElseThrow();
    Cluster cluster = clusters.find(new ClusterId(job.instanceId())).orElseThrow();
    cluster.nodes().forEach(node -> nodes.destroy(node.id()));
    List<Instance> made =
        secrets.withNodeSecrets(
            snapshot.source().clusterId(),
            snapshots.controlSecret(snapshot.id()),
            captured -> {
              List<Instance> engines = restore(snapshot, cluster, captured, progress);
              // Coffer does not change the roles of adopted nodes.
              if (cluster.superuser().isEmpty()) {
                rejoin(cluster, captured);
              } else {
                join(cluster);
              }
              return engines;
            });
    clusters.made(cluster.id(), made.getFirst(), made, clock.instant());
  }

  private List<Instance> restore(
      Snapshot snapshot, Cluster cluster, Federation.Secrets captured, Progress progress) {
    Optional<ClusterEncryption> encryption = encryptions.find(cluster.id());
    var made = new ArrayList<Instance>();
    for (Cluster.Node node : cluster.nodes()) {
      int n = made.size();
      var order =
          new NodeOrder(
              node.id(),
              n == 0 ? Exposure.PUBLISHED : Exposure.LOOPBACK,
              node.port() == 0 ? OptionalInt.empty() : OptionalInt.of(node.port()),
              captured.superuser());
      Function<Optional<VolumeKey>, Instance> restore =
          key ->
              host.restore(
                  new NodeRestore(
                      order,
                      snapshot.source().version(),
                      key,
                      stored(snapshot, snapshot.parts().base(n)),
                      stored(snapshot, snapshot.parts().log(n))),
                  new Watched(progress).part(n, cluster.nodes().size()));
      made.add(
          encryption
              .map(found -> keys.withVolumeKey(found, key -> restore.apply(Optional.of(key))))
              .orElseGet(() -> restore.apply(Optional.empty())));
    }
    return made;
  }

  private StoredBackup stored(Snapshot snapshot, String part) {
    return opener.stored(
        snapshot.projectId(),
        part,
        KeyContext.snapshot(snapshot.id()),
        snapshot.seal().map(Snapshot.Seal::masterKeyId));
  }

  private void join(Cluster cluster) {
    secrets.withAccess(
        cluster,
        clusters.secrets(cluster.id()).control(),
        restored -> {
          host.join(restored);
          return cluster;
        });
  }

  private void rejoin(Cluster cluster, Federation.Secrets captured) {
    secrets.withNodeSecrets(
        cluster.id(),
        clusters.secrets(cluster.id()).control(),
        fresh -> {
          host.rejoin(
              new Rejoining(
                  cluster.coordinator().id(),
                  cluster.dataNodes().stream().map(Cluster.Node::id).toList(),
                  Cluster.DATABASE,
                  captured,
                  fresh));
          return cluster;
        });
  }

  @Override
  public boolean repeatable() {
    return true;
  }

  @Override
  public void failed(Job job, String reason) {
    clusters.move(
        new ClusterId(job.instanceId()),
        ClusterState.RESTORING,
        ClusterState.CREATION_FAILED,
        clock.instant());
  }
}
