package dev.coffer.server.backup;

import dev.coffer.agent.Agent;
import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.BackupId;
import dev.coffer.server.id.Ids;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.instance.DatabaseInstance;
import dev.coffer.server.instance.InstanceId;
import dev.coffer.server.instance.InstanceState;
import dev.coffer.server.instance.Instances;
import dev.coffer.server.jobs.Job;
import dev.coffer.server.jobs.Jobs;
import dev.coffer.server.jobs.Work;
import dev.coffer.server.store.ControlDatabase;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The backups of all projects: taken, listed, checked, deleted. */
public final class Backups {
  private static final Logger LOG = LoggerFactory.getLogger(Backups.class);

  private final BackupTable table;
  private final Instances instances;
  private final Jobs jobs;
  private final Agent agent;
  private final Ids ids;
  private final InstantSource clock;
  private final Work create;
  private final Work check;

  public Backups(Parts parts) {
    this.table = new BackupTable(parts.database().jdbi());
    this.instances = parts.instances();
    this.jobs = parts.jobs();
    this.agent = parts.agent();
    this.ids = parts.ids();
    this.clock = parts.clock();
    this.create = new CreateBackup(parts);
    this.check = new CheckBackup(parts);
  }

  /** What backups are made with. */
  public record Parts(
      ControlDatabase database,
      Instances instances,
      EncryptionSwitch encryption,
      BackupKeys keys,
      Jobs jobs,
      Agent agent,
      Compression compression,
      Ids ids,
      InstantSource clock) {}

  /** A backup that is written down, and the job that takes it. */
  public record Begun(Backup backup, Job job) {}

  /** What the jobs of backups do. */
  public List<Work> works() {
    return List.of(create, check);
  }

  /** Removes what an earlier run left half made or half removed. */
  public void recover() {
    table.deleting().forEach(this::remove);
    agent.sweep(Set.of()).forEach(id -> LOG.info("removed what a crash left of backup {}", id));
  }

  public Begun create(ProjectId projectId, InstanceId instanceId, String name, String description) {
    DatabaseInstance instance = instances.require(projectId, instanceId);
    Backup backup = fresh(instance, name, description, false);
    return new Begun(backup, jobs.begin(handle -> begun(handle, instance, backup)));
  }

  /**
   * Begins the backup of a policy if the policy's row, changed in the same transaction, says so.
   */
  Optional<Begun> createAutomatic(
      DatabaseInstance instance, String name, Predicate<Handle> isStillDue) {
    Backup backup = fresh(instance, name, "", true);
    return jobs.beginIf(
            handle ->
                isStillDue.test(handle)
                    ? Optional.of(begun(handle, instance, backup))
                    : Optional.empty())
        .map(job -> new Begun(backup, job));
  }

  private Jobs.Submission begun(Handle handle, DatabaseInstance instance, Backup backup) {
    instances.claim(handle, instance, InstanceState.BACKING_UP);
    table.insert(handle, backup);
    return submission(backup, create);
  }

  /** The backups of a project, newest first. */
  public List<Backup> list(ProjectId projectId) {
    return table.ofProject(projectId);
  }

  /** The backup; one of another project is as if it did not exist. */
  public Optional<Backup> find(ProjectId projectId, BackupId backupId) {
    return table
        .find(backupId)
        .filter(found -> found.projectId().equals(projectId))
        .filter(found -> found.status() != Backup.Status.DELETING);
  }

  /** The backup, or a refusal. */
  public Backup require(ProjectId projectId, BackupId backupId) {
    return find(projectId, backupId).orElseThrow(() -> new Refusal(Failure.DBS_201010));
  }

  /** The backup if it is complete; refuses any other. */
  Backup requireComplete(ProjectId projectId, BackupId backupId) {
    Backup backup = require(projectId, backupId);
    if (backup.status() != Backup.Status.COMPLETED) {
      throw new Refusal(Failure.DBS_201208);
    }
    return backup;
  }

  /** Begins to read a backup to its end and to verify every byte of it. */
  public Job check(ProjectId projectId, BackupId backupId) {
    Backup backup = requireComplete(projectId, backupId);
    return jobs.begin(_ -> submission(backup, check));
  }

  /** Deletes a backup that nothing works with. */
  public Backup delete(ProjectId projectId, BackupId backupId) {
    Backup backup = require(projectId, backupId);
    if (jobs.isBusy(backupId) || !table.beginDeleting(backupId)) {
      throw new Refusal(Failure.DBS_201208);
    }
    remove(backupId);
    return backup;
  }

  // The row goes last: as long as it is there, a crash leaves something that finishes the removal.
  private void remove(BackupId backupId) {
    agent.discard(backupId.value());
    table.delete(backupId);
  }

  private Backup fresh(
      DatabaseInstance instance, String name, String description, boolean automatic) {
    return new Backup(
        BackupId.fresh(ids),
        instance.projectId(),
        instance.id(),
        instance.name(),
        name,
        description,
        automatic,
        Backup.Status.BUILDING,
        Optional.empty(),
        instance.version(),
        instance.details().datastoreVersion(),
        clock.instant(),
        Optional.empty(),
        0,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Jobs.Submission submission(Backup backup, Work work) {
    return new Jobs.Submission(
        backup.projectId(),
        work,
        backup.id().value(),
        backup.instanceId().value(),
        backup.instanceName());
  }
}
