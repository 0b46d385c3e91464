package dev.coffer.server.warehouse;

import dev.coffer.agent.Exposure;
import dev.coffer.agent.Instance;
import dev.coffer.agent.warehouse.Federation;
import dev.coffer.agent.warehouse.NodeOrder;
import dev.coffer.agent.warehouse.WarehouseHost;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.id.ClusterId;
import dev.coffer.server.jobs.Job;
import dev.coffer.server.jobs.Progress;
import dev.coffer.server.jobs.Work;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Makes and starts the engines of a cluster that is written down already. */
final class CreateCluster implements Work {
  private final ClusterTable table;
  private final ClusterSecrets secrets;
  private final WarehouseHost host;
  private final NodeStart nodeStart;
  private final InstantSource clock;

  CreateCluster(
      ClusterTable table, ClusterSecrets secrets, NodeStart nodeStart, InstantSource clock) {
    this.table = table;
    this.secrets = secrets;
    this.host = nodeStart.host();
    this.nodeStart = nodeStart;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "CreateCluster";
  }

  @Override
  public void perform(Job job, Progress progress) {
    Cluster cluster = table.find(new ClusterId(job.subject())).orElseThrow();
    cluster.nodes().forEach(node -> host.destroy(node.id()));
    ClusterTable.Secrets sealed = table.secrets(cluster.id());
    List<Instance> engines =
        secrets.withNodeSecrets(
            cluster.id(),
            sealed.control(),
            opened -> {
              List<Instance> made = provision(cluster, opened.superuser(), progress);
              federate(cluster, opened, sealed.administratorPassword().orElseThrow());
              return made;
            });
    table.made(cluster.id(), engines.getFirst(), engines, clock.instant());
  }

  // Only the coordinator is for users: data nodes listen where this host alone reaches them.
  private List<Instance> provision(Cluster cluster, SecretBytes superuser, Progress progress) {
    var made = new ArrayList<Instance>();
    for (Cluster.Node node : cluster.nodes()) {
      made.add(
          nodeStart.make(
              cluster,
              new NodeOrder(
                  node.id(),
                  node.equals(cluster.coordinator()) ? Exposure.PUBLISHED : Exposure.LOOPBACK,
                  node.port() == 0 ? OptionalInt.empty() : OptionalInt.of(node.port()),
                  superuser)));
      progress.at(90 * made.size() / cluster.nodes().size());
    }
    return made;
  }

  private void federate(Cluster cluster, Federation.Secrets opened, String sealedPassword) {
    try (SecretBytes password = secrets.password(cluster.id(), sealedPassword)) {
      host.federate(
          new Federation(
              cluster.coordinator().id(),
              cluster.dataNodes().stream().map(Cluster.Node::id).toList(),
              opened,
              new Federation.Database(Cluster.DATABASE, cluster.administrator(), password)));
    }
  }

  @Override
  public boolean repeatable() {
    return true;
  }

  @Override
  public void failed(Job job, String reason) {
    table.move(
        new ClusterId(job.subject()),
        ClusterState.CREATING,
        ClusterState.CREATION_FAILED,
        clock.instant());
  }
}
