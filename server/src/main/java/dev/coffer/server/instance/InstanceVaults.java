package dev.coffer.server.instance;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.kms.Kms;
import dev.coffer.server.kms.enginekey.EngineKeyVault;
import dev.coffer.server.kms.masterkey.MasterKey;
import dev.coffer.server.kms.masterkey.NewKey;
import dev.coffer.server.kms.ring.KeySpec;
import dev.coffer.server.seal.SecretSeal;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/**
 * Instances whose engine encrypts their files, and the vaults of the KMS that it gets keys from.
 * Those made of a backup share the vault of what was backed up: the pages are under its keys.
 */
final class InstanceVaults {
  private final Jdbi jdbi;
  private final Kms kms;
  private final SecretSeal seal;

  InstanceVaults(Jdbi jdbi, Kms kms, SecretSeal seal) {
    this.jdbi = jdbi;
    this.kms = kms;
    this.seal = seal;
  }

  /** A vault and its token, sealed for one instance. */
  record Entry(ProjectId projectId, String vaultId, String sealedToken) {}

  /** Makes master key and vault of an instance. */
  void make(MasterKey.Owner owner, InstanceId instanceId) {
    MasterKey key =
        kms.masterKeys()
            .create(
                new NewKey(owner, "tde-" + instanceId, "files of an instance", KeySpec.AES_256));
    EngineKeyVault.Issued issued =
        kms.vaults().create(owner.projectId(), instanceId.value(), key.keyId());
    try (SecretBytes token = SecretBytes.absorb(issued.token().getBytes(US_ASCII))) {
      insert(owner.projectId(), instanceId, issued.vault().id(), token);
    }
  }

  void share(InstanceId sourceId, InstanceId instanceId) {
    Optional<Entry> source = find(sourceId);
    if (source.isPresent()) {
      try (SecretBytes token = token(sourceId, source.get())) {
        insert(source.get().projectId(), instanceId, source.get().vaultId(), token);
      }
    }
  }

  Optional<Entry> find(InstanceId instanceId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM instance_vault WHERE instance_id = :id")
                .bind("id", instanceId)
                .mapTo(Entry.class)
                .findOne());
  }

  SecretBytes token(InstanceId instanceId, Entry entry) {
    return seal.open(place(instanceId), entry.sealedToken())
        .orElseThrow(
            () -> new IllegalStateException("the vault's token of " + instanceId + " was altered"));
  }

  private void insert(
      ProjectId projectId, InstanceId instanceId, String vaultId, SecretBytes token) {
    String sealed = seal.seal(place(instanceId), token);
    jdbi.useHandle(
        handle ->
            handle.execute(
                "INSERT INTO instance_vault (instance_id, project_id, vault_id, sealed_token)"
                    + " VALUES (?, ?, ?, ?)",
                instanceId,
                projectId,
                vaultId,
                sealed));
  }

  private static String place(InstanceId instanceId) {
    return "instance/" + instanceId + "/vault";
  }
}
