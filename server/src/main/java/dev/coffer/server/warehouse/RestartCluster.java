package dev.coffer.server.warehouse;

import dev.coffer.agent.warehouse.WarehouseHost;
import dev.coffer.server.id.ClusterId;
import dev.coffer.server.jobs.Job;
import dev.coffer.server.jobs.Progress;
import dev.coffer.server.jobs.Work;
import java.time.InstantSource;

/** Stops and starts the engines of a cluster; the coordinator stops first and starts last. */
final class RestartCluster implements Work {
  private final ClusterTable table;
  private final WarehouseHost host;
  private final NodeStart nodeStart;
  private final InstantSource clock;

  RestartCluster(ClusterTable table, WarehouseHost host, NodeStart nodeStart, InstantSource clock) {
    this.nodeStart = nodeStart;
    this.table = table;
    this.host = host;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "RestartCluster";
  }

  @Override
  public void perform(Job job, Progress progress) {
    Cluster cluster = table.find(new ClusterId(job.subject())).orElseThrow();
    cluster.nodes().forEach(node -> host.stop(node.id()));
    progress.at(50);
    nodeStart.run(cluster, cluster.nodes().reversed());
    table.move(
        new ClusterId(job.subject()),
        ClusterState.REBOOTING,
        ClusterState.AVAILABLE,
        clock.instant());
  }

  @Override
  public boolean repeatable() {
    return true;
  }

  @Override
  public void failed(Job job, String reason) {
    table.unavailable(
        new ClusterId(job.subject()), ClusterState.REBOOTING, reason, clock.instant());
  }
}
