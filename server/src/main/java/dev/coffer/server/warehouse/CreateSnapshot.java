package dev.coffer.server.warehouse;

import dev.coffer.agent.Agent;
import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.Sealing;
import dev.coffer.agent.warehouse.CapturedWarehouse;
import dev.coffer.agent.warehouse.SnapshotHost;
import dev.coffer.agent.warehouse.SnapshotOrder;
import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.server.backup.Sealer;
import dev.coffer.server.backup.Watched;
import dev.coffer.server.id.ClusterId;
import dev.coffer.server.id.SnapshotId;
import dev.coffer.server.jobs.Job;
import dev.coffer.server.jobs.Progress;
import dev.coffer.server.jobs.Work;
import dev.coffer.server.kms.ring.KeyContext;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Captures the nodes of a cluster. The job's subject is the snapshot, its instance the cluster. */
final class CreateSnapshot implements Work {
  private static final Logger LOG = LoggerFactory.getLogger(CreateSnapshot.class);

  private final ClusterTable clusters;
  private final SnapshotTable snapshots;
  private final ClusterSecrets secrets;
  private final Sealer sealer;
  private final Agent agent;
  private final SnapshotHost host;
  private final Compression compression;
  private final InstantSource clock;

  CreateSnapshot(Clusters.Parts clusterParts, Snapshots.Parts parts) {
    this.clusters = new ClusterTable(clusterParts.database().jdbi());
    this.snapshots = new SnapshotTable(clusterParts.database().jdbi());
    this.secrets = new ClusterSecrets(clusterParts.seal());
    this.sealer = new Sealer(clusterParts.masterKeys(), clusterParts.clock());
    this.agent = parts.agent();
    this.host = parts.host();
    this.compression = parts.compression();
    this.clock = clusterParts.clock();
  }

  @Override
  public String name() {
    return "CreateSnapshot";
  }

  @Override
  public void perform(Job job, Progress progress) {
    Snapshot snapshot = snapshots.find(new SnapshotId(job.subject())).orElseThrow();
    Cluster cluster = clusters.find(new ClusterId(job.instanceId())).orElseThrow();
    snapshot.parts().all().forEach(agent::discard);
    CapturedWarehouse captured =
        snapshot
            .seal()
            .map(seal -> sealed(snapshot, cluster, seal, progress))
            .orElseGet(() -> capture(snapshot, cluster, Optional.empty(), progress));
    if (!captured.omitted().isEmpty()) {
      LOG.warn("snapshot {} does not hold the rows of {}", snapshot.id(), captured.omitted());
    }
    snapshots.complete(snapshot.id(), captured, clock.instant());
    release(cluster.id());
  }

  private CapturedWarehouse sealed(
      Snapshot snapshot, Cluster cluster, Snapshot.Seal seal, Progress progress) {
    return sealer.with(
        snapshot.projectId(),
        seal.masterKeyId(),
        KeyContext.snapshot(snapshot.id()),
        seal.partSuite(),
        sealing -> capture(snapshot, cluster, Optional.of(sealing), progress));
  }

  private CapturedWarehouse capture(
      Snapshot snapshot, Cluster cluster, Optional<Sealing> sealing, Progress progress) {
    return secrets.withAccess(
        cluster,
        snapshots.controlSecret(snapshot.id()),
        nodes ->
            host.capture(
                new SnapshotOrder(
                    snapshot.id().value(),
                    nodes,
                    cluster.superuser().isPresent()
                        ? Optional.empty()
                        : Optional.of(Cluster.DATABASE),
                    new SnapshotOrder.Form(compression, sealing)),
                new Watched(progress)));
  }

  @Override
  public boolean repeatable() {
    return true;
  }

  // Nothing lists it as restorable before anything else is tried.
  @Override
  public void failed(Job job, String reason) {
    snapshots.fail(new SnapshotId(job.subject()), reason, clock.instant());
    release(new ClusterId(job.instanceId()));
    try {
      snapshots
          .find(new SnapshotId(job.subject()))
          .orElseThrow()
          .parts()
          .all()
          .forEach(agent::discard);
    } catch (AgentFailure failure) {
      LOG.warn("parts of snapshot {} stay until it is deleted", job.subject(), failure);
    }
  }

  private void release(ClusterId clusterId) {
    clusters.move(clusterId, ClusterState.SNAPSHOTTING, ClusterState.AVAILABLE, clock.instant());
  }
}
