package dev.coffer.server.kms;

import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Data keys under the master keys. Wrapping and unwrapping both need the master key enabled at that
 * moment; a ciphertext that this ring did not make, or that is opened with other associated data
 * than it was made with, is refused. Old versions of a master key unwrap for as long as it lives.
 */
public final class DataKeys {
  private static final int LONGEST_ASSOCIATED = 8192;
  private static final byte[] NOTHING = {};

  private final MasterKeys masterKeys;
  private final KeyVault vault;
  private final IssuedKeys issued;
  private final SecureRandom random;

  DataKeys(MasterKeys masterKeys, KeyVault vault, IssuedKeys issued, SecureRandom random) {
    this.masterKeys = masterKeys;
    this.vault = vault;
    this.issued = issued;
    this.random = random;
  }

  /** A new random data key of so many bytes for a service; the caller closes it. */
  public DataKey create(String projectId, String masterKey, int length) {
    return create(
        KeyUser.service(projectId), masterKey, KeyOperation.CREATE_DATAKEY, length, NOTHING);
  }

  /**
   * A new random data key, bound to associated data that unwrapping must be given again.
   *
   * @param operation under which of the operations that make data keys the key may be granted
   */
  public DataKey create(
      KeyUser user, String masterKey, KeyOperation operation, int length, byte[] associated) {
    if (length < 1 || length > Ciphertext.Content.DATA_KEY.most()) {
      throw Refusal.outside(
          Failure.KMS_1901, "datakey_length", 1, Ciphertext.Content.DATA_KEY.most());
    }
    checkAssociated(associated);
    MasterKey key = masterKeys.usable(user, masterKey, operation);
    SecretBytes plaintext = SecretBytes.random(length, random);
    return new DataKey(plaintext, wrapped(key, plaintext, associated));
  }

  /**
   * Wraps a data key that the caller has.
   *
   * @param keyAndDigest the data key, followed by its digest by the master key's hash function
   * @param length the length of the data key
   */
  public DataKey.Wrapped wrap(
      KeyUser user, String masterKey, byte[] keyAndDigest, int length, byte[] associated) {
    if (length < 1 || length > Ciphertext.Content.DATA_KEY.most()) {
      throw Refusal.outside(
          Failure.KMS_2102, "datakey_plain_length", 1, Ciphertext.Content.DATA_KEY.most());
    }
    if (keyAndDigest.length != length + HashFunction.LENGTH) {
      throw new Refusal(Failure.KMS_2101, "plain_text", Reason.WRONG_FORM);
    }
    checkAssociated(associated);
    MasterKey key = masterKeys.usable(user, masterKey, KeyOperation.ENCRYPT_DATAKEY);
    HashFunction hash = key.spec().symmetric().hash();
    byte[] plaintext = Arrays.copyOf(keyAndDigest, length);
    byte[] digest = Arrays.copyOfRange(keyAndDigest, length, keyAndDigest.length);
    boolean whole = MessageDigest.isEqual(hash.digest(plaintext), digest);
    try (SecretBytes secret = SecretBytes.absorb(plaintext)) {
      if (!whole) {
        throw new Refusal(Failure.KMS_2103);
      }
      return wrapped(key, secret, associated);
    }
  }

  private DataKey.Wrapped wrapped(MasterKey key, SecretBytes plaintext, byte[] associated) {
    Ciphertext sealed = vault.seal(Ciphertext.Content.DATA_KEY, key.keyId(), plaintext, associated);
    issued.count(key.keyId());
    return new DataKey.Wrapped(sealed);
  }

  /** Opens a wrapped data key for a caller who names the master key it is under. */
  public SecretBytes unwrap(KeyUser user, String masterKey, byte[] ciphertext, byte[] associated) {
    checkAssociated(associated);
    MasterKey key = masterKeys.usable(user, masterKey, KeyOperation.DECRYPT_DATAKEY);
    Ciphertext wrapped = Ciphertext.parse(Ciphertext.Content.DATA_KEY, ciphertext);
    if (!wrapped.header().keyId().equals(key.keyId())) {
      throw Ciphertext.refused(Reason.MISMATCH);
    }
    return vault.open(wrapped, associated);
  }

  /** Opens a wrapped data key for a service of this server, under whatever key it is. */
  public SecretBytes unwrap(byte[] ciphertext) {
    Ciphertext wrapped = Ciphertext.parse(Ciphertext.Content.DATA_KEY, ciphertext);
    MasterKeys.usable(masterKeys.owned(wrapped.header().keyId()));
    return vault.open(wrapped, NOTHING);
  }

  static void checkAssociated(byte[] associated) {
    if (associated.length > LONGEST_ASSOCIATED) {
      throw new Refusal(Failure.KMS_0208, "additional_authenticated_data", Reason.TOO_LONG);
    }
  }
}
