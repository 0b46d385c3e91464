package dev.coffer.server.instance;

import dev.coffer.agent.Agent;
import dev.coffer.agent.Credentials;
import dev.coffer.agent.Exposure;
import dev.coffer.agent.Provision;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.jobs.Job;
import dev.coffer.server.jobs.Progress;
import dev.coffer.server.jobs.Work;
import java.time.InstantSource;
import java.util.OptionalInt;

/** Makes and starts an engine for an instance that is written down already. */
final class CreateInstance implements Work {
  private final InstanceTable table;
  private final InstanceSecrets secrets;
  private final Agent agent;
  private final InstantSource clock;

  CreateInstance(InstanceTable table, InstanceSecrets secrets, Agent agent, InstantSource clock) {
    this.table = table;
    this.secrets = secrets;
    this.agent = agent;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "CreateGaussDBforMySQLInstance";
  }

  @Override
  public void perform(Job job, Progress progress) {
    var id = new InstanceId(job.subject());
    agent.destroy(id.value());
    progress.at(10);
    InstanceTable.Secrets sealed = table.secrets(id);
    try (SecretBytes password = secrets.password(id, sealed);
        SecretBytes control = secrets.control(id, sealed)) {
      var engine =
          agent.provision(
              new Provision(
                  id.value(),
                  Exposure.PUBLISHED,
                  OptionalInt.empty(),
                  new Credentials(password, control)));
      table.ready(id, engine, clock.instant());
    }
  }

  @Override
  public boolean repeatable() {
    return true;
  }

  @Override
  public void failed(Job job, String reason) {
    table.move(
        new InstanceId(job.subject()),
        InstanceState.CREATING,
        InstanceState.FAILED,
        clock.instant());
  }
}
