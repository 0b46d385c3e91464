package dev.coffer.server.instance;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.coffer.agent.FileKeys;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.kms.KeySpec;
import dev.coffer.server.kms.Kms;
import dev.coffer.server.kms.MasterKey;
import dev.coffer.server.kms.NewKey;
import dev.coffer.server.kms.Vault;
import dev.coffer.server.seal.SecretSeal;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Instances that encrypt their own files. Each has a vault of the KMS under a master key of its
 * own, which the project owns: while that key cannot be used the engine does not start, and once it
 * is deleted nothing opens the files any more. An engine that runs needs neither.
 */
public final class FileEncryption implements FileKeys {
  private static final long PATIENCE_SECONDS = 30;

  private final Jdbi jdbi;
  private final Kms kms;
  private final SecretSeal seal;
  private final CompletableFuture<String> address = new CompletableFuture<>();

  /** Takes the seal of the vaults' tokens over; whoever made it closes it. */
  public FileEncryption(Jdbi jdbi, Kms kms, SecretSeal seal) {
    this.jdbi = jdbi;
    this.kms = kms;
    this.seal = seal;
  }

  /** Tells where this server can be reached; until then no engine with encrypted files starts. */
  public void serveAt(String url) {
    address.complete(url);
  }

  private record Entry(String projectId, String vaultId, String sealedToken) {}

  public boolean isOn(String instanceId) {
    return find(instanceId).isPresent();
  }

  /** Makes master key and vault of an instance that is being made. */
  void turnOn(MasterKey.Owner owner, String instanceId) {
    MasterKey key =
        kms.masterKeys()
            .create(
                new NewKey(owner, "tde-" + instanceId, "files of an instance", KeySpec.AES_256));
    Vault.Issued issued = kms.vaults().create(owner.projectId(), instanceId, key.keyId());
    try (SecretBytes token = SecretBytes.absorb(issued.token().getBytes(US_ASCII))) {
      var entry =
          new Entry(owner.projectId(), issued.vault().id(), seal.seal(place(instanceId), token));
      jdbi.useTransaction(handle -> insert(handle, instanceId, entry));
    }
  }

  /** Lets an instance that is made of another's backup have its keys. */
  public void share(Handle handle, String sourceId, String instanceId) {
    Optional<Entry> source = find(sourceId);
    if (source.isPresent()) {
      try (SecretBytes token = token(sourceId, source.get())) {
        insert(
            handle,
            instanceId,
            new Entry(
                source.get().projectId(),
                source.get().vaultId(),
                seal.seal(place(instanceId), token)));
      }
    }
  }

  /** Refuses to put data over an instance whose files are encrypted otherwise. */
  public void requireSame(String sourceId, String targetId) {
    if (!find(sourceId).map(Entry::vaultId).equals(find(targetId).map(Entry::vaultId))) {
      throw new Refusal(Failure.DBS_280406);
    }
  }

  @Override
  public Optional<Access> of(String instanceId) {
    return find(instanceId)
        .map(
            entry ->
                new Access(
                    URI.create(address() + "/v1/" + entry.vaultId()), token(instanceId, entry)));
  }

  private String address() {
    return address.copy().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  private SecretBytes token(String instanceId, Entry entry) {
    return seal.open(place(instanceId), entry.sealedToken())
        .orElseThrow(
            () -> new IllegalStateException("the vault's token of " + instanceId + " was altered"));
  }

  private static void insert(Handle handle, String instanceId, Entry entry) {
    handle.execute(
        "INSERT INTO instance_vault (instance_id, project_id, vault_id, sealed_token)"
            + " VALUES (?, ?, ?, ?)",
        instanceId,
        entry.projectId(),
        entry.vaultId(),
        entry.sealedToken());
  }

  private Optional<Entry> find(String instanceId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM instance_vault WHERE instance_id = :id")
                .bind("id", instanceId)
                .map(
                    (row, _) ->
                        new Entry(
                            row.getString("project_id"),
                            row.getString("vault_id"),
                            row.getString("sealed_token")))
                .findOne());
  }

  private static String place(String instanceId) {
    return "instance/" + instanceId + "/vault";
  }
}
