package dev.coffer.server.warehouse;

import dev.coffer.agent.warehouse.WarehouseHost;
import dev.coffer.server.id.ClusterId;
import dev.coffer.server.jobs.Job;
import dev.coffer.server.jobs.Progress;
import dev.coffer.server.jobs.Work;
import java.time.InstantSource;

/** Removes the engines of a cluster of our own with their data, and what is known of it. */
final class DeleteCluster implements Work {
  private final ClusterTable table;
  private final WarehouseHost host;
  private final InstantSource clock;

  DeleteCluster(ClusterTable table, WarehouseHost host, InstantSource clock) {
    this.table = table;
    this.host = host;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "DeleteCluster";
  }

  @Override
  public void perform(Job job, Progress progress) {
    // The agent has no node of an adopted engine's id, so nothing of it is touched. An attempt
    // that a crash cut off after the last step finds no cluster.
    table
        .find(new ClusterId(job.subject()))
        .ifPresent(cluster -> cluster.nodes().forEach(node -> host.destroy(node.id())));
    table.delete(new ClusterId(job.subject()));
  }

  @Override
  public boolean repeatable() {
    return true;
  }

  @Override
  public void failed(Job job, String reason) {
    table.move(
        new ClusterId(job.subject()),
        ClusterState.DELETING,
        ClusterState.UNAVAILABLE,
        clock.instant());
  }
}
