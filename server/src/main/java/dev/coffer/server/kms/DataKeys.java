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
  private final SecureRandom random;

  DataKeys(MasterKeys masterKeys, KeyVault vault, SecureRandom random) {
    this.masterKeys = masterKeys;
    this.vault = vault;
    this.random = random;
  }

  /** A new random data key of so many bytes; the caller closes it. */
  public DataKey create(String projectId, String masterKey, int length) {
    return create(projectId, masterKey, length, NOTHING);
  }

  /** The same, bound to associated data that unwrapping must be given again. */
  public DataKey create(String projectId, String masterKey, int length, byte[] associated) {
    if (length < 1 || length > WrappedKey.MAX_LENGTH) {
      throw new Refusal(Failure.KMS_1901, "datakey_length", Reason.OUT_OF_RANGE);
    }
    checkAssociated(associated);
    MasterKey key = usable(masterKeys.describe(projectId, masterKey));
    SecretBytes plaintext = SecretBytes.random(length, random);
    return new DataKey(
        plaintext, new DataKey.Wrapped(vault.wrap(key.keyId(), plaintext, associated)));
  }

  /**
   * Wraps a data key that the caller has.
   *
   * @param keyAndDigest the data key, followed by its digest by the master key's hash function
   * @param length the length of the data key
   */
  public DataKey.Wrapped wrap(
      String projectId, String masterKey, byte[] keyAndDigest, int length, byte[] associated) {
    if (length < 1 || length > WrappedKey.MAX_LENGTH) {
      throw new Refusal(Failure.KMS_2102, "datakey_plain_length", Reason.OUT_OF_RANGE);
    }
    if (keyAndDigest.length != length + HashFunction.LENGTH) {
      throw new Refusal(Failure.KMS_2101, "plain_text", Reason.WRONG_FORM);
    }
    checkAssociated(associated);
    MasterKey key = usable(masterKeys.describe(projectId, masterKey));
    byte[] plaintext = Arrays.copyOf(keyAndDigest, length);
    byte[] digest = Arrays.copyOfRange(keyAndDigest, length, keyAndDigest.length);
    boolean whole = MessageDigest.isEqual(key.spec().hash().digest(plaintext), digest);
    try (SecretBytes secret = SecretBytes.absorb(plaintext)) {
      if (!whole) {
        throw new Refusal(Failure.KMS_2103);
      }
      return new DataKey.Wrapped(vault.wrap(key.keyId(), secret, associated));
    }
  }

  /** Opens a wrapped data key for a caller who names the master key it is under. */
  public SecretBytes unwrap(
      String projectId, String masterKey, byte[] ciphertext, byte[] associated) {
    checkAssociated(associated);
    MasterKey key = usable(masterKeys.describe(projectId, masterKey));
    WrappedKey wrapped = WrappedKey.parse(ciphertext);
    if (!wrapped.header().keyId().equals(key.keyId())) {
      throw WrappedKey.refused(Reason.MISMATCH);
    }
    return vault.unwrap(wrapped, associated);
  }

  /** Opens a wrapped data key for a service of this server, under whatever key it is. */
  public SecretBytes unwrap(byte[] ciphertext) {
    WrappedKey wrapped = WrappedKey.parse(ciphertext);
    usable(masterKeys.owned(wrapped.header().keyId()));
    return vault.unwrap(wrapped, NOTHING);
  }

  private static MasterKey usable(MasterKey key) {
    return switch (key.state()) {
      case ENABLED -> key;
      case DISABLED -> throw new Refusal(Failure.KMS_0209, key.keyId(), Reason.DISABLED);
      case PENDING_DELETION ->
          throw new Refusal(Failure.KMS_0210, key.keyId(), Reason.PENDING_DELETION);
    };
  }

  private static void checkAssociated(byte[] associated) {
    if (associated.length > LONGEST_ASSOCIATED) {
      throw new Refusal(Failure.KMS_0208, "additional_authenticated_data", Reason.TOO_LONG);
    }
  }
}
