package dev.coffer.server.backup;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.StoredBackup;
import dev.coffer.crypto.envelope.v1.Wrapping;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import java.util.List;

/**
 * Tells the agent how a backup is opened. Only the key that the table names is asked for its data
 * key: an envelope is not authenticated before it is open, and may name whatever it likes.
 */
final class Opener {
  private final BackupKeys keys;

  Opener(BackupKeys keys) {
    this.keys = keys;
  }

  StoredBackup stored(Backup backup) {
    StoredBackup.Opening opening =
        backup.seal().isEmpty()
            ? new StoredBackup.Opening.Plain()
            : new StoredBackup.Opening.Sealed(
                wrappings -> unwrap(backup, backup.seal().get(), wrappings));
    return new StoredBackup(backup.id(), opening);
  }

  // Whoever reads the reason of a failed job has not seen the request to the KMS.
  private SecretBytes unwrap(Backup backup, Backup.Seal seal, List<Wrapping> wrappings) {
    try {
      return unwrap(backup.projectId(), seal, wrappings);
    } catch (Refusal refusal) {
      throw new AgentFailure(
          AgentFailure.Reason.KEY_UNUSABLE,
          "backup " + backup.id() + ": key " + seal.keyId() + " does not open it",
          refusal);
    }
  }

  private SecretBytes unwrap(String projectId, Backup.Seal seal, List<Wrapping> wrappings) {
    Wrapping wrapping =
        wrappings.stream()
            .filter(candidate -> candidate.keyId().equals(seal.keyId()))
            .findFirst()
            .orElseThrow(() -> new Refusal(Failure.DBS_280204, "kms_key_id", Reason.ABSENT));
    return keys.unwrap(projectId, seal.keyId(), wrapping.wrappedBytes());
  }
}
