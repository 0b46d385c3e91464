package dev.coffer.server.backup;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.kms.ring.KeyContext;

/**
 * Keys that a service may only use where the project's domain lets it: without an agency for the
 * service no data key is made or opened, and what wanted one says so.
 */
public final class TrustedKeys implements BackupKeys {
  private static final String CREATE = "kms:dek:create";
  private static final String DECRYPT = "kms:dek:decrypt";

  private final BackupKeys keys;
  private final Trust trust;

  /** Whether the service may do something with a key for a project. */
  @FunctionalInterface
  public interface Trust {
    boolean allows(String action, ProjectId projectId, KeyId keyId);
  }

  public TrustedKeys(BackupKeys keys, Trust trust) {
    this.keys = keys;
    this.trust = trust;
  }

  @Override
  public Standing standing(ProjectId projectId, KeyId keyId) {
    Standing standing = keys.standing(projectId, keyId);
    return standing.isUsable() && !trust.allows(CREATE, projectId, keyId)
        ? Standing.NOT_TRUSTED
        : standing;
  }

  @Override
  public String name(ProjectId projectId, KeyId keyId) {
    return keys.name(projectId, keyId);
  }

  @Override
  public DataKey newDataKey(ProjectId projectId, KeyId keyId, KeyContext context, int length) {
    require(CREATE, projectId, keyId);
    return keys.newDataKey(projectId, keyId, context, length);
  }

  @Override
  public SecretBytes unwrap(ProjectId projectId, KeyId keyId, KeyContext context, byte[] wrapped) {
    require(DECRYPT, projectId, keyId);
    return keys.unwrap(projectId, keyId, context, wrapped);
  }

  private void require(String action, ProjectId projectId, KeyId keyId) {
    if (!trust.allows(action, projectId, keyId)) {
      throw new Refusal(Failure.KMS_0306, keyId, Reason.NOT_TRUSTED);
    }
  }
}
