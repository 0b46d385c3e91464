package dev.coffer.server.warehouse;

import dev.coffer.agent.WarehouseHost;
import dev.coffer.server.jobs.Job;
import dev.coffer.server.jobs.Progress;
import dev.coffer.server.jobs.Work;
import java.time.InstantSource;
import java.util.List;

/** Stops and starts the engines of a cluster; the coordinator stops first and starts last. */
final class RestartCluster implements Work {
  private final ClusterTable table;
  private final WarehouseHost host;
  private final InstantSource clock;

  RestartCluster(ClusterTable table, WarehouseHost host, InstantSource clock) {
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
    List<Cluster.Node> nodes = table.find(job.subject()).orElseThrow().nodes();
    nodes.forEach(node -> host.stop(node.id()));
    progress.at(50);
    nodes.reversed().forEach(node -> host.start(node.id()));
    table.move(job.subject(), ClusterState.REBOOTING, ClusterState.AVAILABLE, clock.instant());
  }

  @Override
  public boolean repeatable() {
    return true;
  }

  @Override
  public void failed(Job job, String reason) {
    table.move(job.subject(), ClusterState.REBOOTING, ClusterState.UNAVAILABLE, clock.instant());
  }
}
