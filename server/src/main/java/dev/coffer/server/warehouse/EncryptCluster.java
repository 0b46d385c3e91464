package dev.coffer.server.warehouse;

import dev.coffer.agent.VolumeKey;
import dev.coffer.agent.Watch;
import dev.coffer.agent.warehouse.ConversionHost;
import dev.coffer.agent.warehouse.NodeAccess;
import dev.coffer.server.id.ClusterId;
import dev.coffer.server.jobs.Job;
import dev.coffer.server.jobs.Progress;
import dev.coffer.server.jobs.Work;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Converts a cluster to an encrypted one while it serves, step by step; data nodes come first and
 * the coordinator last. The step that comes next is written down before it is taken, and a job that
 * was cut off goes on there. Until the first node is switched over a failure leaves the cluster as
 * it was; from then on the job is tried again until it is done.
 */
final class EncryptCluster implements Work {
  private static final Logger LOG = LoggerFactory.getLogger(EncryptCluster.class);

  private final Tables tables;
  private final ClusterKeys keys;
  private final ClusterSecrets secrets;
  private final NodeStart nodeStart;
  private final ConversionHost host;
  private final InstantSource clock;

  EncryptCluster(
      Tables tables,
      ClusterKeys keys,
      ClusterSecrets secrets,
      NodeStart nodeStart,
      ConversionHost host,
      InstantSource clock) {
    this.tables = tables;
    this.keys = keys;
    this.secrets = secrets;
    this.nodeStart = nodeStart;
    this.host = host;
    this.clock = clock;
  }

  /** The tables that a conversion is written down in. */
  record Tables(ClusterTable clusters, EncryptionTable encryptions) {
    /** Takes the order and the claim away together: without the one there is not the other. */
    void giveUp(String order, ClusterId clusterId, Instant now) {
      encryptions.delete(
          order,
          handle ->
              clusters.move(
                  handle,
                  clusterId,
                  List.of(ClusterState.ENCRYPTING),
                  ClusterState.AVAILABLE,
                  now));
    }
  }

  @Override
  public String name() {
    return "EncryptCluster";
  }

  @Override
  public void perform(Job job, Progress progress) {
    ClusterEncryption encryption =
        order(job).orElseThrow(() -> new IllegalStateException("the conversion was given up"));
    Cluster cluster = cluster(encryption);
    if (!encryption.isDone()) {
      convert(cluster, encryption, progress);
    }
    tables.clusters().converted(cluster.id(), clock.instant());
  }

  // By the order's own id: after it was given up there may be another of the same cluster.
  private Optional<ClusterEncryption> order(Job job) {
    return tables.encryptions().ordered(job.subject());
  }

  private Cluster cluster(ClusterEncryption encryption) {
    return tables.clusters().find(encryption.clusterId()).orElseThrow();
  }

  private void convert(Cluster cluster, ClusterEncryption encryption, Progress progress) {
    withAccess(cluster, nodes -> nodes.forEach(host::takeOver));
    nodeStart.run(cluster, cluster.nodes().reversed());
    var _ =
        keys.withVolumeKey(
            encryption,
            key ->
                withAccess(
                    cluster,
                    nodes -> takeSteps(encryption, new Run(nodes.reversed(), key, progress))));
  }

  private interface Use {
    void run(List<NodeAccess> nodes);
  }

  private Cluster withAccess(Cluster cluster, Use use) {
    return secrets.withAccess(
        cluster,
        tables.clusters().secrets(cluster.id()).control(),
        nodes -> {
          use.run(nodes);
          return cluster;
        });
  }

  private void takeSteps(ClusterEncryption encryption, Run run) {
    // What a crash closed is opened again, whatever the step is.
    run.take(ConversionStep.PREPARE);
    for (var step = encryption.step(); step != ConversionStep.DONE; step = step.next()) {
      run.take(step);
      tables.encryptions().reached(encryption.id(), step.next());
    }
  }

  /** One attempt at a conversion, with what it needs in the clear. */
  private final class Run {
    private final List<NodeAccess> nodes;
    private final VolumeKey key;
    private final Progress progress;

    /** Of all its nodes: a job has one note. */
    private final Set<String> notes = new LinkedHashSet<>();

    Run(List<NodeAccess> nodes, VolumeKey key, Progress progress) {
      this.nodes = nodes;
      this.key = key;
      this.progress = progress;
    }

    void take(ConversionStep step) {
      for (int i = 0; i < nodes.size(); i++) {
        take(step, nodes.get(i), percents(step, i));
      }
    }

    private void take(ConversionStep step, NodeAccess node, Watch percents) {
      Instant begun = clock.instant();
      switch (step) {
        case PREPARE -> host.prepare(node.nodeId(), key);
        case COPY -> host.copy(node, percents);
        case FOLLOW -> host.follow(node);
        case SWITCH_OVER -> {
          host.switchOver(node);
          nodeStart.host().endPrepared(nodes);
        }
        case VERIFY -> host.verify(node, percents);
        case RETIRE -> host.retire(node.nodeId());
        case DONE -> {}
      }
      percents.progress(100);
      LOG.info(
          "conversion step {} of node {} took {} ms",
          step,
          node.nodeId(),
          Duration.between(begun, clock.instant()).toMillis());
    }

    /** The percents of one node in one step, as a share of the whole job's. */
    private Watch percents(ConversionStep step, int node) {
      int span = step.next().percent() - step.percent();
      return new Watch() {
        @Override
        public void progress(int percent) {
          int ofStep = (100 * node + percent) / nodes.size();
          progress.at(step.percent() + span * ofStep / 100);
        }

        @Override
        public void note(String note) {
          notes.add(note);
          progress.note(String.join("; ", notes));
        }

        @Override
        public boolean isCancelled() {
          return progress.isStopping();
        }
      };
    }
  }

  @Override
  public boolean repeatable() {
    return true;
  }

  @Override
  public boolean mustFinish(Job job) {
    return order(job).map(this::cluster).stream()
        .flatMap(cluster -> cluster.nodes().stream())
        .anyMatch(node -> host.isSealed(node.id()));
  }

  @Override
  public void failed(Job job, String reason) {
    // A crash may have cut off the last attempt when all but the end of the job was written down,
    // and the cluster been deleted or ordered to be converted anew since.
    order(job).ifPresent(this::giveUp);
  }

  private void giveUp(ClusterEncryption encryption) {
    var cluster = withAccess(cluster(encryption), nodes -> nodes.forEach(host::abandon));
    tables.giveUp(encryption.id(), cluster.id(), clock.instant());
  }
}
