package dev.coffer.server.backup;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.kms.Kms;
import dev.coffer.server.kms.masterkey.KeyStatus;
import dev.coffer.server.kms.masterkey.MasterKey;
import dev.coffer.server.kms.ring.KeyContext;

/** The keys of this server's own KMS. */
public final class KmsKeys implements BackupKeys {
  private final Kms kms;

  public KmsKeys(Kms kms) {
    this.kms = kms;
  }

  @Override
  public Standing standing(ProjectId projectId, KeyId keyId) {
    return switch (kms.masterKeys().usability(projectId, keyId)) {
      case KeyStatus.Usable(MasterKey key) -> usable(key);
      case KeyStatus.Disabled _ -> Standing.DISABLED;
      case KeyStatus.PendingDeletion _ -> Standing.PENDING_DELETION;
      case KeyStatus.PendingImport _ -> Standing.PENDING_IMPORT;
      case KeyStatus.Missing() -> Standing.ABSENT;
    };
  }

  private static Standing usable(MasterKey key) {
    return switch (key.spec()) {
      case AES_256 -> Standing.USABLE_AES_256;
      case SM4 -> Standing.USABLE_SM4;
      case RSA_2048,
          RSA_3072,
          RSA_4096,
          EC_P256,
          EC_P384,
          SM2,
          HMAC_256,
          HMAC_384,
          HMAC_512,
          HMAC_SM3 ->
          Standing.UNSUITABLE;
    };
  }

  @Override
  public String name(ProjectId projectId, KeyId keyId) {
    return kms.masterKeys().describe(projectId, keyId).alias();
  }

  @Override
  public DataKey newDataKey(ProjectId projectId, KeyId keyId, KeyContext context, int length) {
    var made = kms.dataKeys().create(projectId, keyId, context, length);
    return new DataKey(
        made.plaintext(), made.wrapped().ciphertext(), String.valueOf(made.wrapped().keyVersion()));
  }

  @Override
  public SecretBytes unwrap(ProjectId projectId, KeyId keyId, KeyContext context, byte[] wrapped) {
    return kms.dataKeys().unwrap(projectId, keyId, context, wrapped);
  }
}
