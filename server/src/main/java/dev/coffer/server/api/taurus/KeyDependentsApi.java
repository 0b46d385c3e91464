package dev.coffer.server.api.taurus;

import dev.coffer.server.api.kms.KeyResources;
import dev.coffer.server.backup.Backup;
import dev.coffer.server.backup.KeyDependents;
import dev.coffer.server.id.BackupId;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.instance.FileEncryption;
import dev.coffer.server.instance.InstanceId;
import dev.coffer.server.kms.Kms;
import dev.coffer.server.kms.masterkey.MasterKey;
import dev.coffer.server.warehouse.Encryption;
import dev.coffer.server.warehouse.Snapshots;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.Service;
import java.util.List;
import java.util.Optional;

/** What dies with a master key: to be read before its deletion is scheduled. */
public final class KeyDependentsApi {
  private static final String DELETED = "deleted";
  private static final String SWITCHED = "encryption_off_or_other_key";

  private final Kms kms;
  private final KeyDependents dependents;
  private final Encryption clusters;
  private final Snapshots snapshots;
  private final FileEncryption files;

  /** Who knows of something that may be under a master key. */
  public record Sources(
      KeyDependents backups, FileEncryption files, Encryption clusters, Snapshots snapshots) {}

  public KeyDependentsApi(Kms kms, Sources sources) {
    this.dependents = sources.backups();
    this.files = sources.files();
    this.clusters = sources.clusters();
    this.snapshots = sources.snapshots();
    this.kms = kms;
  }

  public List<Operation<?>> operations() {
    return List.of(
        new Operation<>(
            Service.EXTENSION,
            "ListKeyDependents",
            Operation.Method.GET,
            PathTemplate.of("/coffer/v1/{project_id}/kms/keys/{key_id}/dependents"),
            Operation.Admission.CALLER,
            Optional.of(new Operation.Action("kms:cmk:get", Operation.Action.Level.READ, "KeyId")),
            Operation.Body.none(),
            200,
            this::list));
  }

  /**
   * What depends on a key.
   *
   * @param keyGoneAt when the key is deleted, where that is scheduled
   * @param dataKeysIssued at least so many data keys were wrapped, for whomever
   * @param encryptingInstances instances whose next backups will need it
   * @param encryptedInstances instances on volumes that no start opens without it
   * @param encryptedClusters clusters that no restart brings up again without it
   * @param encryptedSnapshots snapshots of clusters that nothing opens without it
   * @param vaults where database servers get the keys of their files
   */
  record DependentsResponse(
      KeyId keyId,
      String keyAlias,
      String keyState,
      Optional<String> keyGoneAt,
      long dataKeysIssued,
      List<BackupView> backups,
      List<Dependent> encryptingInstances,
      List<Dependent> encryptedInstances,
      List<Dependent> encryptedClusters,
      List<Dependent> encryptedSnapshots,
      List<VaultView> vaults) {}

  /**
   * Something under the key.
   *
   * @param neededUntil what has to happen to it before the key may go: until it is {@link #DELETED}
   *     or, where only what it makes from now on is under the key, until it is {@link #SWITCHED}
   */
  record Dependent(String id, String neededUntil) {
    static List<Dependent> until(String event, List<?> ids) {
      return ids.stream().map(id -> new Dependent(id.toString(), event)).toList();
    }
  }

  /**
   * A vault under the key.
   *
   * @param neededUntil until when the key has to live for it: the servers that use the vault do not
   *     start without
   */
  record VaultView(String id, String name, String neededUntil) {}

  /**
   * A backup under the key.
   *
   * @param neededUntil until when the key has to live for it; every backup is kept until somebody
   *     deletes it
   */
  record BackupView(
      BackupId id,
      String name,
      InstanceId instanceId,
      String instanceName,
      String keyVersion,
      String beginTime,
      String neededUntil) {}

  private Reply list(Call<Operation.Nothing> call) {
    ProjectId projectId = call.projectId();
    MasterKey key =
        kms.masterKeys().describe(projectId, KeyResources.reference(call.path("key_id")));
    return Reply.of(
        new DependentsResponse(
            key.keyId(),
            key.alias(),
            key.state().digit(),
            key.deletionAt().map(Shapes::time),
            kms.issuedKeys().of(key.keyId()),
            dependents.backups(projectId, key.keyId()).stream()
                .map(KeyDependentsApi::view)
                .toList(),
            Dependent.until(SWITCHED, dependents.instances(projectId, key.keyId())),
            Dependent.until(DELETED, files.onVolumesUnder(projectId, key.keyId())),
            Dependent.until(DELETED, clusters.dependents(projectId, key.keyId())),
            Dependent.until(DELETED, snapshots.dependents(projectId, key.keyId())),
            kms.vaults().under(projectId, key.keyId()).stream()
                .map(vault -> new VaultView(vault.id(), vault.name(), DELETED))
                .toList()));
  }

  private static BackupView view(Backup backup) {
    return new BackupView(
        backup.id(),
        backup.name(),
        backup.instanceId(),
        backup.instanceName(),
        backup.seal().map(Backup.Seal::keyVersion).orElse(""),
        Shapes.time(backup.beganAt()),
        DELETED);
  }
}
