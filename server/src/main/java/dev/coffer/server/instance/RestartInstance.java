package dev.coffer.server.instance;

import dev.coffer.agent.Agent;
import dev.coffer.server.jobs.Job;
import dev.coffer.server.jobs.Progress;
import dev.coffer.server.jobs.Work;
import java.time.InstantSource;

/** Stops and starts an engine of our own. */
final class RestartInstance implements Work {
  private final InstanceTable table;
  private final Agent agent;
  private final InstantSource clock;

  RestartInstance(InstanceTable table, Agent agent, InstantSource clock) {
    this.table = table;
    this.agent = agent;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "RebootGaussDBforMySQLInstance";
  }

  @Override
  public void perform(Job job, Progress progress) {
    table.ready(new InstanceId(job.subject()), agent.restart(job.subject()), clock.instant());
  }

  @Override
  public boolean repeatable() {
    return true;
  }

  @Override
  public void failed(Job job, String reason) {
    table.move(
        new InstanceId(job.subject()),
        InstanceState.REBOOTING,
        InstanceState.ABNORMAL,
        clock.instant());
  }
}
