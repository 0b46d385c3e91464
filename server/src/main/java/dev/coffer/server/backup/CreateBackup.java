package dev.coffer.server.backup;

import dev.coffer.agent.Agent;
import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.BackupRequest;
import dev.coffer.agent.BackupResult;
import dev.coffer.agent.Engine;
import dev.coffer.agent.Sealing;
import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.crypto.envelope.v1.Envelope;
import dev.coffer.crypto.envelope.v1.Protection;
import dev.coffer.crypto.envelope.v1.Wrapping;
import dev.coffer.server.id.BackupId;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.instance.DatabaseInstance;
import dev.coffer.server.instance.InstanceId;
import dev.coffer.server.instance.InstanceState;
import dev.coffer.server.instance.Instances;
import dev.coffer.server.jobs.Job;
import dev.coffer.server.jobs.Progress;
import dev.coffer.server.jobs.Work;
import dev.coffer.server.kms.ring.KeyContext;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a backup. The setting that is in force when it begins decides whether it is encrypted; from
 * then on it either becomes what was decided or fails.
 */
final class CreateBackup implements Work {
  private static final Logger LOG = LoggerFactory.getLogger(CreateBackup.class);

  private final BackupTable table;
  private final Instances instances;
  private final EncryptionSwitch encryption;
  private final Sealer sealer;
  private final Agent agent;
  private final Compression compression;
  private final InstantSource clock;

  CreateBackup(Backups.Parts parts) {
    this.table = new BackupTable(parts.database().jdbi());
    this.instances = parts.instances();
    this.encryption = parts.encryption();
    this.sealer = new Sealer(parts.keys(), parts.clock());
    this.agent = parts.agent();
    this.compression = parts.compression();
    this.clock = parts.clock();
  }

  @Override
  public String name() {
    return "CreateGaussDBforMySQLManualBackup";
  }

  @Override
  public void perform(Job job, Progress progress) {
    DatabaseInstance instance =
        instances.require(job.projectId(), new InstanceId(job.instanceId()));
    Optional<EncryptionSetting> setting = encryption.inForce(instance);
    BackupResult result =
        setting.isPresent()
            ? sealed(job, instance, setting.get(), progress)
            : take(job, instance, Optional.empty(), progress);
    table.complete(new BackupId(job.subject()), result(result.envelope()), clock.instant());
    instances.release(instance.id(), InstanceState.BACKING_UP, InstanceState.ACTIVE);
  }

  private BackupResult sealed(
      Job job, DatabaseInstance instance, EncryptionSetting setting, Progress progress) {
    return sealer.with(
        setting.projectId(),
        setting.keyId(),
        KeyContext.backup(new BackupId(job.subject())),
        setting.suite(),
        sealing -> take(job, instance, Optional.of(sealing), progress));
  }

  private BackupResult take(
      Job job, DatabaseInstance instance, Optional<Sealing> sealing, Progress progress) {
    return instances.withEngine(
        instance,
        engine ->
            agent.backup(
                new BackupRequest(
                    job.subject(), instance.id().value(), engine, compression, sealing),
                new Watched(progress)));
  }

  private static BackupTable.Result result(Envelope envelope) {
    return new BackupTable.Result(
        envelope.sizes().plain(),
        envelope.sizes().stored(),
        envelope.digest().value(),
        seal(envelope.protection()));
  }

  private static Optional<Backup.Seal> seal(Protection protection) {
    return switch (protection) {
      case Protection.None() -> Optional.empty();
      case Protection.Sealed sealed -> {
        Wrapping first = sealed.wrappings().getFirst();
        yield Optional.of(
            new Backup.Seal(
                sealed.suite().wireName(),
                new KeyId(first.keyId()),
                first.keyVersion(),
                sealed.wrappings().size()));
      }
    };
  }

  @Override
  public boolean repeatable() {
    return false;
  }

  // Nothing lists it as restorable before anything else is tried.
  @Override
  public void failed(Job job, String reason) {
    table.fail(new BackupId(job.subject()), reason, clock.instant());
    try {
      recover(job);
    } finally {
      instances.release(
          new InstanceId(job.instanceId()), InstanceState.BACKING_UP, InstanceState.ACTIVE);
    }
    try {
      agent.discard(job.subject());
    } catch (AgentFailure failure) {
      LOG.warn("parts of backup {} stay until the next start", job.subject(), failure);
    }
  }

  /** While the instance is still claimed: no other backup is under way on it. */
  private void recover(Job job) {
    try {
      instances
          .find(job.projectId(), new InstanceId(job.instanceId()))
          .ifPresent(instance -> instances.withEngine(instance, this::recover));
    } catch (AgentFailure failure) {
      LOG.warn("instance {} may keep what a backup changed", job.instanceId(), failure);
    }
  }

  private boolean recover(Engine engine) {
    agent.recover(engine);
    return true;
  }
}
