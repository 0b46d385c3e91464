package dev.coffer.server.backup;

import dev.coffer.agent.Agent;
import dev.coffer.agent.Exposure;
import dev.coffer.agent.Instance;
import dev.coffer.agent.Provision;
import dev.coffer.server.id.BackupId;
import dev.coffer.server.instance.InstanceId;
import dev.coffer.server.instance.InstanceState;
import dev.coffer.server.instance.Instances;
import dev.coffer.server.jobs.Job;
import dev.coffer.server.jobs.Progress;
import dev.coffer.server.jobs.Work;
import java.util.OptionalInt;

/**
 * Makes a new instance out of a backup. The job's subject is the backup, its instance the new one.
 */
final class RestoreToNewInstance implements Work {
  private final BackupTable backups;
  private final Opener opener;
  private final Agent agent;
  private final Instances instances;

  RestoreToNewInstance(Backups.Parts parts) {
    this.backups = new BackupTable(parts.database().jdbi());
    this.opener = new Opener(parts.keys());
    this.agent = parts.agent();
    this.instances = parts.instances();
  }

  @Override
  public String name() {
    return "RestoreGaussDBforMySQLNewInstance";
  }

  @Override
  public void perform(Job job, Progress progress) {
    var id = new InstanceId(job.instanceId());
    Backup backup = backups.find(new BackupId(job.subject())).orElseThrow();
    agent.destroy(id.value());
    Instance engine =
        instances.withCredentials(
            id,
            credentials ->
                agent.restore(
                    opener.stored(backup),
                    new Provision(id.value(), Exposure.PUBLISHED, OptionalInt.empty(), credentials),
                    new Watched(progress)));
    instances.ready(engine);
  }

  @Override
  public boolean repeatable() {
    return true;
  }

  @Override
  public void failed(Job job, String reason) {
    instances.release(
        new InstanceId(job.instanceId()), InstanceState.CREATING, InstanceState.FAILED);
  }
}
