package dev.coffer.server.warehouse;

import dev.coffer.agent.VolumeKey;
import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.backup.BackupKeys;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.ClusterId;
import dev.coffer.server.id.Ids;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.kms.ring.KeyContext;
import dev.coffer.server.seal.SecretSeal;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;

/**
 * The three layers of a cluster's keys: a master key of the KMS wraps the cluster's key, which
 * seals the data key, which seals the volumes. The cluster's key is what rotates. Both are in the
 * clear only while they are used here, and refused as long as the master key cannot be used.
 */
final class ClusterKeys {
  private final BackupKeys masterKeys;
  private final SecureRandom random;
  private final Ids ids;

  ClusterKeys(BackupKeys masterKeys, SecureRandom random) {
    this.masterKeys = masterKeys;
    this.random = random;
    this.ids = new Ids(random);
  }

  /** The master key under its name, or a refusal that tells why it cannot be used. */
  ClusterEncryption.MasterKey usable(ProjectId projectId, KeyId masterKeyId) {
    switch (masterKeys.standing(projectId, masterKeyId)) {
      case USABLE_AES_256, USABLE_SM4 -> {}
      case UNSUITABLE -> throw refusal(Reason.UNSUITABLE);
      case DISABLED -> throw refusal(Reason.DISABLED);
      case PENDING_DELETION -> throw refusal(Reason.PENDING_DELETION);
      case PENDING_IMPORT -> throw refusal(Reason.PENDING_IMPORT);
      case NOT_TRUSTED -> throw refusal(Reason.NOT_TRUSTED);
      case ABSENT -> throw refusal(Reason.ABSENT);
    }
    return new ClusterEncryption.MasterKey(masterKeyId, masterKeys.name(projectId, masterKeyId));
  }

  /** The encryption that a caller chose for a cluster, with keys that are new. */
  ClusterEncryption choose(Cluster cluster, Encryption.Choice choice, ConversionStep step) {
    var masterKey = usable(cluster.projectId(), choice.masterKeyId());
    if (choice.masterKeyName().filter(name -> !name.equals(masterKey.name())).isPresent()) {
      throw new Refusal(Failure.DWS_0001, "master_key_name", Reason.MISMATCH);
    }
    return new ClusterEncryption(
        ids.uuid(),
        cluster.id(),
        cluster.projectId(),
        masterKey,
        choice.suite(),
        fresh(cluster.projectId(), cluster.id(), masterKey.id(), choice.suite()),
        step,
        Optional.empty());
  }

  ClusterEncryption.WrappedKeys fresh(
      ProjectId projectId, ClusterId clusterId, KeyId masterKeyId, BlockSuite suite) {
    try (SecretBytes dataKey = SecretBytes.random(suite.keyLength(), random)) {
      return wrap(projectId, clusterId, masterKeyId, suite, dataKey);
    }
  }

  /** The same data key under a fresh cluster's key. */
  ClusterEncryption.WrappedKeys rewrap(ClusterEncryption encryption, KeyId masterKeyId) {
    return withVolumeKey(
        encryption,
        key ->
            wrap(
                encryption.projectId(),
                encryption.clusterId(),
                masterKeyId,
                encryption.suite(),
                key.dataKey()));
  }

  private ClusterEncryption.WrappedKeys wrap(
      ProjectId projectId,
      ClusterId clusterId,
      KeyId masterKeyId,
      BlockSuite suite,
      SecretBytes dataKey) {
    Suite seal = suite(suite);
    var made =
        masterKeys.newDataKey(
            projectId, masterKeyId, KeyContext.cluster(clusterId), seal.keyLength());
    try (var clusterKey = new SecretSeal(seal, made.plaintext(), random)) {
      return new ClusterEncryption.WrappedKeys(
          Base64.getEncoder().encodeToString(made.wrapped()),
          clusterKey.seal(place(clusterId), dataKey));
    }
  }

  /** Does something with what opens the volumes of a cluster, and closes it. */
  <T> T withVolumeKey(ClusterEncryption encryption, Function<VolumeKey, T> use) {
    byte[] wrapped = Base64.getDecoder().decode(encryption.keys().clusterKey());
    SecretBytes opened =
        masterKeys.unwrap(
            encryption.projectId(),
            encryption.masterKey().id(),
            KeyContext.cluster(encryption.clusterId()),
            wrapped);
    try (var clusterKey = new SecretSeal(suite(encryption.suite()), opened, random);
        SecretBytes dataKey =
            clusterKey
                .open(place(encryption.clusterId()), encryption.keys().dataKey())
                .orElseThrow(
                    () ->
                        new IllegalStateException(
                            "the data key of cluster %s does not open under its cluster key"
                                .formatted(encryption.clusterId())))) {
      return use.apply(new VolumeKey(encryption.suite(), dataKey));
    }
  }

  /** What the data key is sealed with: the family of ciphers that the volumes are sealed with. */
  static Suite suite(BlockSuite volumes) {
    return switch (volumes) {
      case GENERAL_CIPHER -> Suite.AES_256_GCM;
      case SM_COMPATIBLE -> Suite.SM4_GCM;
    };
  }

  private static String place(ClusterId clusterId) {
    return "cluster/" + clusterId + "/data-key";
  }

  private static Refusal refusal(Reason reason) {
    return new Refusal(Failure.DWS_0001, "master_key_id", reason);
  }
}
