package dev.coffer.server.instance;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.VolumeKey;
import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.kms.Kms;
import dev.coffer.server.kms.datakey.DataKey;
import dev.coffer.server.kms.masterkey.MasterKey;
import dev.coffer.server.kms.masterkey.NewKey;
import dev.coffer.server.kms.ring.KeyContext;
import dev.coffer.server.kms.ring.KeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/**
 * Instances that lie on volumes, and what opens those: a data key of each volume's own, which is
 * kept only as the master key wrapped it. Those made of a backup share the master key of what was
 * backed up, and have another data key.
 */
final class InstanceVolumes {
  private static final BlockSuite SUITE = BlockSuite.SM_COMPATIBLE;

  private final Jdbi jdbi;
  private final Kms kms;

  InstanceVolumes(Jdbi jdbi, Kms kms) {
    this.jdbi = jdbi;
    this.kms = kms;
  }

  /** The wrapped data key of a volume; the wrapped bytes are base64. */
  record Entry(ProjectId projectId, KeyId masterKeyId, String wrappedKey) {}

  /** Makes the master key and the data key of an instance's volume. */
  void make(MasterKey.Owner owner, InstanceId instanceId) {
    MasterKey key =
        kms.masterKeys()
            .create(new NewKey(owner, "tde-" + instanceId, "files of an instance", KeySpec.SM4));
    makeDataKey(owner.projectId(), key.keyId(), instanceId);
  }

  void share(InstanceId sourceId, InstanceId instanceId) {
    find(sourceId)
        .ifPresent(source -> makeDataKey(source.projectId(), source.masterKeyId(), instanceId));
  }

  Optional<Entry> find(InstanceId instanceId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM instance_volume WHERE instance_id = :id")
                .bind("id", instanceId)
                .mapTo(Entry.class)
                .findOne());
  }

  /** The ids of the project's instances whose volumes are under the master key. */
  List<InstanceId> under(ProjectId projectId, KeyId masterKeyId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT instance_id FROM instance_volume JOIN instance ON id = instance_id"
                        + " WHERE instance_volume.project_id = :project"
                        + " AND master_key_id = :key ORDER BY instance_id")
                .bind("project", projectId)
                .bind("key", masterKeyId)
                .mapTo(InstanceId.class)
                .list());
  }

  /** The caller closes the data key. */
  VolumeKey open(InstanceId instanceId, Entry entry) {
    byte[] wrapped = Base64.getDecoder().decode(entry.wrappedKey());
    try {
      return new VolumeKey(
          SUITE,
          kms.dataKeys()
              .unwrap(
                  entry.projectId(),
                  entry.masterKeyId(),
                  KeyContext.instance(instanceId.value()),
                  wrapped));
    } catch (Refusal refusal) {
      throw new AgentFailure(
          AgentFailure.Reason.KEY_UNUSABLE,
          "instance " + instanceId + ": key " + entry.masterKeyId() + " does not open its volume",
          refusal);
    }
  }

  private void makeDataKey(ProjectId projectId, KeyId masterKeyId, InstanceId instanceId) {
    try (DataKey made =
        kms.dataKeys()
            .create(
                projectId,
                masterKeyId,
                KeyContext.instance(instanceId.value()),
                SUITE.keyLength())) {
      String wrapped = Base64.getEncoder().encodeToString(made.wrapped().ciphertext());
      jdbi.useHandle(
          handle ->
              handle.execute(
                  "INSERT INTO instance_volume (instance_id, project_id, master_key_id,"
                      + " wrapped_key) VALUES (?, ?, ?, ?)",
                  instanceId,
                  projectId,
                  masterKeyId,
                  wrapped));
    }
  }
}
