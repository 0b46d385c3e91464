package dev.coffer.server.backup;

import dev.coffer.agent.Agent;
import dev.coffer.agent.Instance;
import dev.coffer.server.id.BackupId;
import dev.coffer.server.instance.InstanceId;
import dev.coffer.server.instance.InstanceState;
import dev.coffer.server.instance.Instances;
import dev.coffer.server.jobs.Job;
import dev.coffer.server.jobs.Progress;
import dev.coffer.server.jobs.Work;

/** Puts a backup's data in the place of an instance's own. The job's subject is the backup. */
final class RestoreInPlace implements Work {
  private final BackupTable backups;
  private final Opener opener;
  private final Agent agent;
  private final Instances instances;

  RestoreInPlace(Backups.Parts parts) {
    this.backups = new BackupTable(parts.database().jdbi());
    this.opener = new Opener(parts.keys());
    this.agent = parts.agent();
    this.instances = parts.instances();
  }

  @Override
  public String name() {
    return "RestoreGaussDBforMySQLInstance";
  }

  @Override
  public void perform(Job job, Progress progress) {
    var id = new InstanceId(job.instanceId());
    Backup backup = backups.find(new BackupId(job.subject())).orElseThrow();
    Instance engine =
        instances.withCredentials(
            id,
            credentials ->
                agent.restoreInto(
                    opener.stored(backup), id.value(), credentials, new Watched(progress)));
    instances.ready(engine);
  }

  @Override
  public boolean repeatable() {
    return true;
  }

  // Supervision makes it active again as soon as it is seen to answer.
  @Override
  public void failed(Job job, String reason) {
    instances.release(
        new InstanceId(job.instanceId()), InstanceState.RESTORING, InstanceState.ABNORMAL);
  }
}
