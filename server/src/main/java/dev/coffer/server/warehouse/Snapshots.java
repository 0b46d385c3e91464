package dev.coffer.server.warehouse;

import dev.coffer.agent.Agent;
import dev.coffer.agent.warehouse.SnapshotHost;
import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.ClusterId;
import dev.coffer.server.id.Ids;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.id.SnapshotId;
import dev.coffer.server.jobs.Job;
import dev.coffer.server.jobs.Jobs;
import dev.coffer.server.jobs.Work;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;

/**
 * The snapshots of clusters: taken, listed, restored to new clusters, deleted. Taking one claims
 * its cluster, which keeps serving; a half-made one leaves nothing in the store.
 */
public final class Snapshots {
  private static final Set<ClusterState> CAPTURABLE = EnumSet.of(ClusterState.AVAILABLE);

  private final Clusters clusters;
  private final ClusterTable clusterTable;
  private final SnapshotTable table;
  private final EncryptionTable encryptions;
  private final Jobs jobs;
  private final ClusterSecrets secrets;
  private final SnapshotHost host;
  private final Agent agent;
  private final InstantSource clock;
  private final Ids ids;
  private final Work create;
  private final Work restore;

  public Snapshots(Clusters clusters, Clusters.Parts clusterParts, Parts parts) {
    this.clusters = clusters;
    this.clusterTable = new ClusterTable(clusterParts.database().jdbi());
    this.table = new SnapshotTable(clusterParts.database().jdbi());
    this.encryptions = new EncryptionTable(clusterParts.database().jdbi());
    this.jobs = clusterParts.jobs();
    this.secrets = new ClusterSecrets(clusterParts.seal());
    this.host = parts.host();
    this.agent = parts.agent();
    this.clock = clusterParts.clock();
    this.ids = new Ids(clusterParts.random());
    this.create = new CreateSnapshot(clusterParts, parts);
    this.restore = new RestoreCluster(clusterParts, parts);
  }

  /**
   * What snapshots are made with.
   *
   * @param agent removes what lies in the store
   */
  public record Parts(Agent agent, SnapshotHost host, Compression compression) {}

  /** A snapshot that is written down, and the job that takes it. */
  public record Begun(Snapshot snapshot, Job job) {}

  /** A snapshot that a caller asks for. */
  public record Order(ClusterId clusterId, String name, String description) {}

  /** What the jobs of snapshots do. */
  public List<Work> works() {
    return List.of(create, restore);
  }

  /** Removes what an earlier run left half removed. */
  public void recover() {
    table.deleting().forEach(this::remove);
  }

  public Begun create(ProjectId projectId, Order order) {
    Cluster cluster = clusters.require(projectId, order.clusterId());
    if (cluster.isAdopted()) {
      requireCapturable(cluster);
    }
    Snapshot snapshot = fresh(cluster, order);
    String secret = clusterTable.secrets(cluster.id()).control();
    Job job =
        clusters.claimFor(
            cluster,
            CAPTURABLE,
            ClusterState.SNAPSHOTTING,
            submission(snapshot, cluster, create),
            handle -> {
              requireUnused(handle, projectId, order.name());
              table.insert(handle, snapshot, secret);
            });
    return new Begun(snapshot, job);
  }

  private void requireCapturable(Cluster cluster) {
    boolean _ =
        secrets.withAccess(
            cluster,
            clusterTable.secrets(cluster.id()).control(),
            nodes -> {
              for (var node : nodes) {
                Obstacles.requireNone(node, host.obstacles(node), Reason.NOT_CAPTURABLE);
              }
              return true;
            });
  }

  private void requireUnused(Handle handle, ProjectId projectId, String name) {
    if (table.ofProject(handle, projectId).stream()
        .anyMatch(snapshot -> snapshot.name().equalsIgnoreCase(name))) {
      throw new Refusal(Failure.DWS_0001, "name", Reason.NOT_UNIQUE);
    }
  }

  private Snapshot fresh(Cluster cluster, Order order) {
    return new Snapshot(
        SnapshotId.fresh(ids),
        cluster.projectId(),
        order.name(),
        order.description(),
        Snapshot.Status.CREATING,
        Optional.empty(),
        new Snapshot.Source(
            cluster.id(),
            cluster.name(),
            cluster.version(),
            cluster.administrator(),
            cluster.nodes().size(),
            cluster.details(),
            cluster.superuser()),
        clock.instant(),
        Optional.empty(),
        0,
        0,
        List.of(),
        encryptions
            .find(cluster.id())
            .map(found -> new Snapshot.Seal(found.masterKey().id(), found.suite())));
  }

  /** The snapshots of a project, newest first. */
  public List<Snapshot> list(ProjectId projectId) {
    return table.ofProject(projectId);
  }

  /** The snapshots of a cluster that is or was in the project, newest first. */
  public List<Snapshot> ofCluster(ProjectId projectId, ClusterId clusterId) {
    return list(projectId).stream()
        .filter(snapshot -> snapshot.source().clusterId().equals(clusterId))
        .toList();
  }

  /** The ids of the project's snapshots that nothing opens without the master key. */
  public List<SnapshotId> dependents(ProjectId projectId, KeyId masterKeyId) {
    return list(projectId).stream()
        .filter(
            snapshot ->
                snapshot.seal().filter(seal -> seal.masterKeyId().equals(masterKeyId)).isPresent())
        .map(Snapshot::id)
        .toList();
  }

  /** The snapshot, or a refusal; one of another project is as if it did not exist. */
  public Snapshot require(ProjectId projectId, SnapshotId snapshotId) {
    return table
        .find(snapshotId)
        .filter(found -> found.projectId().equals(projectId))
        .filter(found -> found.status() != Snapshot.Status.DELETING)
        .orElseThrow(() -> new Refusal(Failure.DWS_5149));
  }

  /** The percents that the taking of a snapshot has come to; empty where it is not being taken. */
  public OptionalInt progress(Snapshot snapshot) {
    return jobs.progress(snapshot.id());
  }

  /** Deletes a snapshot that nothing works with. */
  public void delete(ProjectId projectId, SnapshotId snapshotId) {
    Snapshot snapshot = require(projectId, snapshotId);
    if (jobs.isBusy(snapshotId) || !table.beginDeleting(snapshotId)) {
      throw new Refusal(Failure.DWS_0011);
    }
    remove(snapshot);
  }

  // The row goes last: as long as it is there, a crash leaves something that finishes the removal.
  private void remove(Snapshot snapshot) {
    snapshot.parts().all().forEach(agent::discard);
    table.delete(snapshot.id());
  }

  /** Begins to make a new cluster of a snapshot; details that are not given stay as they were. */
  public Clusters.Ordered restore(
      ProjectId projectId,
      SnapshotId snapshotId,
      String name,
      OptionalInt port,
      UnaryOperator<ClusterDetails> changes) {
    Snapshot snapshot = require(projectId, snapshotId);
    if (snapshot.status() != Snapshot.Status.AVAILABLE) {
      throw new Refusal(Failure.DWS_0011);
    }
    Snapshot.Source source = snapshot.source();
    var label = new Clusters.Label(projectId, name, changes.apply(source.details()));
    return clusters.create(
        new Clusters.Blueprint(
            label, source.nodes() - 1, port, source.administrator(), source.superuser()),
        new Clusters.Captured(source.clusterId(), table.controlSecret(snapshot.id())),
        snapshot
            .seal()
            .map(seal -> new Encryption.Choice(seal.masterKeyId(), Optional.empty(), seal.suite())),
        cluster -> submission(snapshot, cluster, restore));
  }

  private static Jobs.Submission submission(Snapshot snapshot, Cluster cluster, Work work) {
    return new Jobs.Submission(
        snapshot.projectId(), work, snapshot.id().value(), cluster.id().value(), cluster.name());
  }
}
