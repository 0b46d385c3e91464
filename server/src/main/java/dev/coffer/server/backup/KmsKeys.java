package dev.coffer.server.backup;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.kms.Kms;
import dev.coffer.server.kms.MasterKey;
import dev.coffer.server.kms.Usability;

/** The keys of this server's own KMS. */
public final class KmsKeys implements BackupKeys {
  private final Kms kms;

  public KmsKeys(Kms kms) {
    this.kms = kms;
  }

  @Override
  public Standing standing(String projectId, String keyId) {
    return switch (kms.masterKeys().usability(projectId, keyId)) {
      case Usability.Usable(MasterKey key) -> usable(key);
      case Usability.Disabled _ -> Standing.DISABLED;
      case Usability.PendingDeletion _ -> Standing.PENDING_DELETION;
      case Usability.Missing() -> Standing.ABSENT;
    };
  }

  private static Standing usable(MasterKey key) {
    return switch (key.spec()) {
      case AES_256 -> Standing.USABLE_AES_256;
      case SM4 -> Standing.USABLE_SM4;
    };
  }

  @Override
  public DataKey newDataKey(String projectId, String keyId, int length) {
    var made = kms.dataKeys().create(projectId, keyId, length);
    return new DataKey(
        made.plaintext(), made.wrapped().ciphertext(), String.valueOf(made.wrapped().keyVersion()));
  }

  @Override
  public SecretBytes unwrap(String projectId, String keyId, byte[] wrapped) {
    return kms.dataKeys().unwrap(projectId, keyId, wrapped, new byte[0]);
  }
}
