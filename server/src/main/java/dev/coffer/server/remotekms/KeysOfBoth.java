package dev.coffer.server.remotekms;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.backup.BackupKeys;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.kms.ring.KeyContext;

/**
 * This server's own keys, and beside them those of another KMS: a key that the own KMS has is its
 * own, every other one the other's. So what was sealed before the other KMS came opens still, and
 * without it.
 */
public record KeysOfBoth(BackupKeys own, BackupKeys other) implements BackupKeys {

  private BackupKeys holder(ProjectId projectId, KeyId keyId) {
    return own.standing(projectId, keyId) == Standing.ABSENT ? other : own;
  }

  @Override
  public Standing standing(ProjectId projectId, KeyId keyId) {
    return holder(projectId, keyId).standing(projectId, keyId);
  }

  @Override
  public String name(ProjectId projectId, KeyId keyId) {
    return holder(projectId, keyId).name(projectId, keyId);
  }

  @Override
  public DataKey newDataKey(ProjectId projectId, KeyId keyId, KeyContext context, int length) {
    return holder(projectId, keyId).newDataKey(projectId, keyId, context, length);
  }

  @Override
  public SecretBytes unwrap(ProjectId projectId, KeyId keyId, KeyContext context, byte[] wrapped) {
    return holder(projectId, keyId).unwrap(projectId, keyId, context, wrapped);
  }
}
