package dev.coffer.server.warehouse;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.Instance;
import dev.coffer.agent.warehouse.WarehouseHost;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.ClusterId;
import dev.coffer.server.jobs.Rounds;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what the table says of clusters true. An engine of our own that is not running though
 * nothing is happening to its cluster is started; where that fails, the cluster is unavailable
 * until a later round finds it well again.
 */
public final class ClusterSupervision implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterSupervision.class);
  private static final Set<ClusterState> AT_REST =
      EnumSet.of(ClusterState.AVAILABLE, ClusterState.UNAVAILABLE);

  private final ClusterTable table;
  private final WarehouseHost host;
  private final NodeStart nodeStart;
  private final ClusterSecrets secrets;
  private final Set<ClusterId> controlled = ConcurrentHashMap.newKeySet();
  private final Rounds<ClusterId> rounds = new Rounds<>(Duration.ofSeconds(30));
  private final InstantSource clock;

  public ClusterSupervision(Clusters.Parts parts) {
    this.table = new ClusterTable(parts.database().jdbi());
    this.host = parts.host();
    this.nodeStart = parts.nodeStart();
    this.secrets = new ClusterSecrets(parts.seal());
    this.clock = parts.clock();
  }

  /** One round over all clusters of our own that are at rest. */
  public void round() {
    rounds.round(atRest(), Cluster::id, this::look);
  }

  /** Stops every engine of our own; the next start begins with starting them again. */
  public void stopAll() {
    atRest().forEach(cluster -> cluster.nodes().forEach(this::stop));
  }

  @Override
  public void close() {
    rounds.close();
  }

  private List<Cluster> atRest() {
    return table.all().stream()
        .filter(cluster -> !cluster.isAdopted() && AT_REST.contains(cluster.state()))
        .toList();
  }

  private void stop(Cluster.Node node) {
    try {
      host.stop(node.id());
    } catch (AgentFailure failure) {
      LOG.warn("node {} does not stop; it keeps running", node.id(), failure);
    }
  }

  private void look(Cluster cluster) {
    try {
      keepRunning(cluster);
      table.move(cluster.id(), ClusterState.UNAVAILABLE, ClusterState.AVAILABLE, clock.instant());
    } catch (AgentFailure failure) {
      unavailable(cluster, failure);
    } catch (Refusal refusal) {
      unavailable(cluster, refusal);
    }
  }

  private void unavailable(Cluster cluster, RuntimeException why) {
    var reason = String.valueOf(why.getMessage());
    if (!cluster.failure().filter(reason::equals).isPresent()) {
      LOG.warn("cluster {} is unavailable: {}", cluster.id(), reason);
      table.unavailable(cluster.id(), cluster.state(), reason, clock.instant());
    }
  }

  private void keepRunning(Cluster cluster) {
    if (controlled.add(cluster.id())) {
      keepControl(cluster);
    }
    var resting =
        cluster.nodes().reversed().stream().filter(node -> !isRunning(node.id())).toList();
    if (!resting.isEmpty()) {
      LOG.warn("of cluster {} {} do not run; starting them", cluster.id(), resting);
      nodeStart.run(cluster, resting);
    }
  }

  // Nodes of earlier versions have nothing that brings our superuser back: once for each run of
  // ours.
  private void keepControl(Cluster cluster) {
    try {
      secrets.withAccess(
          cluster,
          table.secrets(cluster.id()).control(),
          nodes -> {
            nodes.forEach(host::keepControl);
            return nodes;
          });
    } catch (AgentFailure failure) {
      controlled.remove(cluster.id());
      LOG.warn("the nodes of cluster {} keep no control of ours yet", cluster.id(), failure);
    }
  }

  private boolean isRunning(String nodeId) {
    return host.inspect(nodeId)
        .filter(engine -> engine.state() == Instance.State.RUNNING)
        .isPresent();
  }
}
