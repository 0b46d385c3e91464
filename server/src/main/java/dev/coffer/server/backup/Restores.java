package dev.coffer.server.backup;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.BackupId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.instance.DatabaseInstance;
import dev.coffer.server.instance.InstanceId;
import dev.coffer.server.instance.InstanceState;
import dev.coffer.server.instance.Instances;
import dev.coffer.server.instance.NewInstance;
import dev.coffer.server.jobs.Job;
import dev.coffer.server.jobs.Jobs;
import dev.coffer.server.jobs.Work;
import java.util.List;

/** Gets the data of backups back, into a new instance or over an existing one. */
public final class Restores {
  private final Backups backups;
  private final Instances instances;
  private final EncryptionSwitch encryption;
  private final Jobs jobs;
  private final Work toNew;
  private final Work inPlace;

  public Restores(Backups.Parts parts, Backups backups) {
    this.backups = backups;
    this.instances = parts.instances();
    this.encryption = parts.encryption();
    this.jobs = parts.jobs();
    this.toNew = new RestoreToNewInstance(parts);
    this.inPlace = new RestoreInPlace(parts);
  }

  /** What the jobs of restores do. */
  public List<Work> works() {
    return List.of(toNew, inPlace);
  }

  /** Orders a new instance whose data is that of a backup of the source instance. */
  public Instances.Ordered toNew(
      NewInstance order, InstanceId sourceInstanceId, BackupId backupId) {
    Backup backup = requireOf(order.projectId(), sourceInstanceId, backupId);
    return instances.make(
        order,
        (_, made) ->
            new Jobs.Submission(
                order.projectId(), toNew, backup.id().value(), made.id().value(), made.name()));
  }

  /**
   * Restores a backup over an existing instance. As the vendor does, this is refused for ever once
   * encryption was on for the instance that was backed up, or for the one that would be restored.
   */
  public Job inPlace(
      ProjectId projectId,
      InstanceId sourceInstanceId,
      InstanceId targetInstanceId,
      BackupId backupId) {
    DatabaseInstance target = instances.require(projectId, targetInstanceId);
    if (target.adopted().isPresent()) {
      throw new Refusal(
          Failure.DBS_280406, "instance %s is adopted and".formatted(target.id()), Reason.NOT_OURS);
    }
    if (encryption.wasEverOn(sourceInstanceId) || encryption.wasEverOn(targetInstanceId)) {
      throw new Refusal(
          Failure.DBS_280406,
          "the encrypted backup of one of the instances (restore to a new instance instead)",
          Reason.NOT_IN_PLACE);
    }
    instances.fileEncryption().requireSame(sourceInstanceId, targetInstanceId);
    Backup backup = requireOf(projectId, sourceInstanceId, backupId);
    return jobs.begin(
        handle -> {
          instances.claim(handle, target, InstanceState.RESTORING);
          return new Jobs.Submission(
              projectId, inPlace, backup.id().value(), target.id().value(), target.name());
        });
  }

  private Backup requireOf(ProjectId projectId, InstanceId sourceInstanceId, BackupId backupId) {
    Backup backup = backups.requireComplete(projectId, backupId);
    if (!backup.instanceId().equals(sourceInstanceId)) {
      throw new Refusal(Failure.DBS_280204, "backup_id", Reason.UNSUITABLE);
    }
    backup.seal().ifPresent(seal -> encryption.requireUsable(projectId, seal.keyId()));
    return backup;
  }
}
