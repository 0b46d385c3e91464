package dev.coffer.server.instance;

import dev.coffer.agent.Agent;
import dev.coffer.server.jobs.Job;
import dev.coffer.server.jobs.Progress;
import dev.coffer.server.jobs.Work;
import java.time.InstantSource;

/** Removes an engine of our own with its data, and what is known of the instance. */
final class DeleteInstance implements Work {
  private final InstanceTable table;
  private final Agent agent;
  private final InstantSource clock;

  DeleteInstance(InstanceTable table, Agent agent, InstantSource clock) {
    this.table = table;
    this.agent = agent;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "DeleteGaussDBforMySQLInstance";
  }

  @Override
  public void perform(Job job, Progress progress) {
    // The agent has no instance of an adopted engine's id, so nothing of it is touched.
    agent.destroy(job.subject());
    table.delete(new InstanceId(job.subject()));
  }

  @Override
  public boolean repeatable() {
    return true;
  }

  @Override
  public void failed(Job job, String reason) {
    table.move(
        new InstanceId(job.subject()),
        InstanceState.DELETING,
        InstanceState.ABNORMAL,
        clock.instant());
  }
}
