package dev.coffer.server.backup;

import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.kms.ring.KeyContext;

/** The master keys that wrap the data keys of services; they live in a KMS. */
public interface BackupKeys {
  /** What can be done with a key; one of another project is as if it did not exist. */
  Standing standing(ProjectId projectId, KeyId keyId);

  /** What a usable key is called. */
  String name(ProjectId projectId, KeyId keyId);

  /**
   * A fresh data key, wrapped for a context under the current version of a usable key. The caller
   * closes it.
   *
   * @throws dev.coffer.server.failure.Refusal if the key cannot be used
   */
  DataKey newDataKey(ProjectId projectId, KeyId keyId, KeyContext context, int length);

  /**
   * The data key in a wrapping, whichever version of the key made it. The caller closes it.
   *
   * @throws dev.coffer.server.failure.Refusal if the key cannot be used or did not wrap this for
   *     the context
   */
  SecretBytes unwrap(ProjectId projectId, KeyId keyId, KeyContext context, byte[] wrapped);

  /** What can be done with a key at this moment. */
  enum Standing {
    /** It wraps data keys for AES-256-GCM. */
    USABLE_AES_256,
    /** It wraps data keys for SM4-GCM. */
    USABLE_SM4,
    /** Enabled, but of a kind that wraps no data keys. */
    UNSUITABLE,
    DISABLED,
    PENDING_DELETION,
    /** It waits for its key material. */
    PENDING_IMPORT,
    /** Usable, but no agency of the project's domain lets the service use it. */
    NOT_TRUSTED,
    ABSENT;

    public boolean isUsable() {
      return this == USABLE_AES_256 || this == USABLE_SM4;
    }

    /** The suite that backups under a usable key are sealed with. */
    public Suite suite() {
      return switch (this) {
        case USABLE_AES_256 -> Suite.AES_256_GCM;
        case USABLE_SM4 -> Suite.SM4_GCM;
        case UNSUITABLE, DISABLED, PENDING_DELETION, PENDING_IMPORT, NOT_TRUSTED, ABSENT ->
            throw new IllegalStateException("no suite for a key that is " + this);
      };
    }
  }

  /** A data key, in the clear and wrapped; the wrapped bytes are handed on and not kept. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, and public by nature
  record DataKey(SecretBytes plaintext, byte[] wrapped, String keyVersion)
      implements AutoCloseable {
    @Override
    public void close() {
      plaintext.close();
    }
  }
}
