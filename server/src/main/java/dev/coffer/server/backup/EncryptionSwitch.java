package dev.coffer.server.backup;

import dev.coffer.crypto.cipher.Suite;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.instance.DatabaseInstance;
import dev.coffer.server.instance.InstanceId;
import dev.coffer.server.instance.InstanceState;
import dev.coffer.server.instance.Instances;
import dev.coffer.server.store.ControlDatabase;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Turns encryption of an instance's backups on and off. It counts for backups that begin later;
 * those already taken stay as they are. The key may change, its algorithm may not.
 */
public final class EncryptionSwitch {
  private static final Set<InstanceState> UNFIT =
      EnumSet.of(InstanceState.CREATING, InstanceState.FAILED, InstanceState.DELETING);

  private final ControlDatabase database;
  private final EncryptionTable table;
  private final Instances instances;
  private final BackupKeys keys;
  private final InstantSource clock;

  public EncryptionSwitch(
      ControlDatabase database, Instances instances, BackupKeys keys, InstantSource clock) {
    this.database = database;
    this.table = new EncryptionTable(database);
    this.instances = instances;
    this.keys = keys;
    this.clock = clock;
  }

  public boolean isOn(ProjectId projectId, InstanceId instanceId) {
    instances.requireState(projectId, instanceId);
    return table.find(instanceId).map(EncryptionSetting::enabled).orElse(false);
  }

  /** The encryption that a backup beginning now has to have. */
  Optional<EncryptionSetting> inForce(DatabaseInstance instance) {
    return table
        .find(instance.id())
        .filter(EncryptionSetting::enabled)
        .or(() -> ofItsVolume(instance));
  }

  // What lies encrypted on the disk of the instance is not laid into the store in the clear.
  private Optional<EncryptionSetting> ofItsVolume(DatabaseInstance instance) {
    return instances
        .fileEncryption()
        .masterKeyOfVolume(instance.id())
        .map(
            key ->
                new EncryptionSetting(
                    instance.id(), instance.projectId(), true, key, Suite.SM4_GCM));
  }

  /** Whether encryption is on, or ever was, also for an instance that is gone. */
  boolean wasEverOn(InstanceId instanceId) {
    return table.find(instanceId).isPresent();
  }

  public void turnOn(ProjectId projectId, InstanceId instanceId, KeyId keyId) {
    requireFit(projectId, instanceId);
    Suite suite = requireUsable(projectId, keyId).suite();
    var wanted = new EncryptionSetting(instanceId, projectId, true, keyId, suite);
    change(instanceId, wanted);
  }

  public void turnOff(ProjectId projectId, InstanceId instanceId) {
    requireFit(projectId, instanceId);
    table
        .find(instanceId)
        .ifPresent(
            now ->
                change(
                    instanceId,
                    new EncryptionSetting(instanceId, projectId, false, now.keyId(), now.suite())));
  }

  /** The standing of a key that can be used; refuses any other, naming why. */
  BackupKeys.Standing requireUsable(ProjectId projectId, KeyId keyId) {
    BackupKeys.Standing standing = keys.standing(projectId, keyId);
    return switch (standing) {
      case USABLE_AES_256, USABLE_SM4 -> standing;
      case UNSUITABLE -> throw refusal(Reason.UNSUITABLE);
      case DISABLED -> throw refusal(Reason.DISABLED);
      case PENDING_DELETION -> throw refusal(Reason.PENDING_DELETION);
      case PENDING_IMPORT -> throw refusal(Reason.PENDING_IMPORT);
      case NOT_TRUSTED -> throw refusal(Reason.NOT_TRUSTED);
      case ABSENT -> throw refusal(Reason.ABSENT);
    };
  }

  private void change(InstanceId instanceId, EncryptionSetting wanted) {
    if (table.find(instanceId).filter(wanted::equals).isPresent()) {
      return;
    }
    database.jdbi().useTransaction(handle -> store(handle, wanted));
  }

  private void store(Handle handle, EncryptionSetting wanted) {
    Optional<EncryptionSetting> before = table.find(handle, wanted.instanceId());
    if (before.isPresent() && before.get().suite() != wanted.suite()) {
      throw refusal(Reason.FIXED);
    }
    table.put(handle, wanted, clock.instant());
  }

  private void requireFit(ProjectId projectId, InstanceId instanceId) {
    if (UNFIT.contains(instances.requireState(projectId, instanceId))) {
      throw new Refusal(Failure.DBS_200086);
    }
  }

  private static Refusal refusal(Reason reason) {
    String subject = reason == Reason.FIXED ? "the key's algorithm" : "kms_key_id";
    return new Refusal(Failure.DBS_280204, subject, reason);
  }
}
