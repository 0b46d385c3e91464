package dev.coffer.server.backup;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.StoredBackup;
import dev.coffer.crypto.envelope.v1.Wrapping;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.kms.ring.KeyContext;
import java.util.List;
import java.util.Optional;

/**
 * Tells the agent how a backup is opened. Only the key that our own records name is asked for its
 * data key: an envelope is not authenticated before it is open, and may name whatever it likes.
 */
public final class Opener {
  private final BackupKeys keys;

  public Opener(BackupKeys keys) {
    this.keys = keys;
  }

  StoredBackup stored(Backup backup) {
    return stored(
        backup.projectId(),
        backup.id().value(),
        KeyContext.backup(backup.id()),
        backup.seal().map(Backup.Seal::keyId));
  }

  /**
   * Without a key, the backup is one in the clear.
   *
   * @param context what its data key was made for
   */
  public StoredBackup stored(
      ProjectId projectId, String backupId, KeyContext context, Optional<KeyId> keyId) {
    return new StoredBackup(
        backupId,
        keyId
            .<StoredBackup.Opening>map(
                id ->
                    new StoredBackup.Opening.Sealed(
                        wrappings -> unwrap(projectId, backupId, context, id, wrappings)))
            .orElseGet(StoredBackup.Opening.Plain::new));
  }

  // A reader of a failed job's reason has not seen the request to the KMS.
  private SecretBytes unwrap(
      ProjectId projectId,
      String backupId,
      KeyContext context,
      KeyId keyId,
      List<Wrapping> wrappings) {
    try {
      return unwrap(projectId, context, keyId, wrappings);
    } catch (Refusal refusal) {
      throw new AgentFailure(
          AgentFailure.Reason.KEY_UNUSABLE,
          "backup " + backupId + ": key " + keyId + " does not open it",
          refusal);
    }
  }

  private SecretBytes unwrap(
      ProjectId projectId, KeyContext context, KeyId keyId, List<Wrapping> wrappings) {
    Wrapping wrapping =
        wrappings.stream()
            .filter(candidate -> candidate.keyId().equals(keyId.value()))
            .findFirst()
            .orElseThrow(() -> new Refusal(Failure.DBS_280204, "kms_key_id", Reason.ABSENT));
    return keys.unwrap(projectId, keyId, context, wrapping.wrappedBytes());
  }
}
