package dev.coffer.server.kms.datakey;

import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.KeyReference;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.kms.masterkey.KeyOperation;
import dev.coffer.server.kms.masterkey.KeyUser;
import dev.coffer.server.kms.masterkey.MasterKey;
import dev.coffer.server.kms.masterkey.MasterKeys;
import dev.coffer.server.kms.ring.Ciphertext;
import dev.coffer.server.kms.ring.KeyContext;
import dev.coffer.server.kms.ring.RingStorage;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/**
 * Data keys under the master keys. Wrapping and unwrapping both need the master key enabled at that
 * moment; a ciphertext that this ring did not make, or that is opened with other associated data
 * than it was made with, is refused. Old versions of a master key unwrap for as long as it lives.
 */
public final class DataKeys {
  private static final int LONGEST_ASSOCIATED = 8192;
  private static final byte[] NOTHING = {};

  private final MasterKeys masterKeys;
  private final RingStorage vault;
  private final IssuedKeys issued;
  private final UnboundKeys unbound;
  private final SecureRandom random;

  public DataKeys(
      MasterKeys masterKeys,
      RingStorage vault,
      IssuedKeys issued,
      UnboundKeys unbound,
      SecureRandom random) {
    this.masterKeys = masterKeys;
    this.vault = vault;
    this.issued = issued;
    this.unbound = unbound;
    this.random = random;
  }

  /** A new random data key of so many bytes for a service's purpose; the caller closes it. */
  public DataKey create(ProjectId projectId, KeyId keyId, KeyContext context, int length) {
    MasterKey key =
        masterKeys.usable(KeyUser.service(projectId), keyId, KeyOperation.CREATE_DATAKEY);
    return sealed(key, Ciphertext.Content.SERVICE_KEY, length, context.bytes());
  }

  /**
   * A new random data key, bound to associated data that unwrapping must be given again.
   *
   * @param operation under which of the operations that make data keys the key may be granted
   */
  public DataKey create(
      KeyUser user, KeyReference masterKey, KeyOperation operation, int length, byte[] associated) {
    if (length < 1 || length > Ciphertext.Content.DATA_KEY.most()) {
      throw Refusal.outside(
          Failure.KMS_1901, "datakey_length", 1, Ciphertext.Content.DATA_KEY.most());
    }
    checkAssociated(associated);
    MasterKey key = masterKeys.usable(user, masterKey, operation);
    return sealed(key, Ciphertext.Content.DATA_KEY, length, associated);
  }

  private DataKey sealed(MasterKey key, Ciphertext.Content content, int length, byte[] associated) {
    SecretBytes plaintext = SecretBytes.random(length, random);
    return new DataKey(plaintext, wrapped(key, content, plaintext, associated));
  }

  /**
   * Wraps a data key that the caller has.
   *
   * @param keyAndDigest the data key, followed by its digest by the master key's hash function
   * @param length the length of the data key
   */
  public DataKey.Wrapped wrap(
      KeyUser user, KeyReference masterKey, byte[] keyAndDigest, int length, byte[] associated) {
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
      return wrapped(key, Ciphertext.Content.DATA_KEY, secret, associated);
    }
  }

  private DataKey.Wrapped wrapped(
      MasterKey key, Ciphertext.Content content, SecretBytes plaintext, byte[] associated) {
    Ciphertext sealed = vault.seal(content, key.keyId(), plaintext, associated);
    issued.count(key.keyId());
    return new DataKey.Wrapped(sealed);
  }

  /**
   * Opens a wrapped data key for a caller who names the master key it is under; never one of a
   * service.
   */
  public SecretBytes unwrap(
      KeyUser user, KeyReference masterKey, byte[] ciphertext, byte[] associated) {
    checkAssociated(associated);
    Ciphertext wrapped =
        under(user, masterKey, Ciphertext.parse(Ciphertext.Content.DATA_KEY, ciphertext));
    if (unbound.has(ciphertext)) {
      throw Ciphertext.refused(Reason.OTHER_PURPOSE);
    }
    return vault.open(wrapped, associated);
  }

  /**
   * Opens a service's data key, wrapped for this context or, for what was made before keys had a
   * purpose, listed in {@link UnboundKeys} for it.
   */
  public SecretBytes unwrap(
      ProjectId projectId, KeyId keyId, KeyContext context, byte[] ciphertext) {
    KeyUser service = KeyUser.service(projectId);
    if (!Ciphertext.claims(Ciphertext.Content.DATA_KEY, ciphertext)) {
      Ciphertext wrapped = Ciphertext.parse(Ciphertext.Content.SERVICE_KEY, ciphertext);
      return vault.open(under(service, keyId, wrapped), context.bytes());
    }
    Ciphertext wrapped = Ciphertext.parse(Ciphertext.Content.DATA_KEY, ciphertext);
    under(service, keyId, wrapped);
    if (!unbound.admits(context, ciphertext)) {
      throw Ciphertext.refused(Reason.OTHER_PURPOSE);
    }
    SecretBytes opened = vault.open(wrapped, NOTHING);
    unbound.saw(context, List.of(ciphertext));
    return opened;
  }

  private Ciphertext under(KeyUser user, KeyReference masterKey, Ciphertext wrapped) {
    MasterKey key = masterKeys.usable(user, masterKey, KeyOperation.DECRYPT_DATAKEY);
    if (!wrapped.header().keyId().equals(key.keyId())) {
      throw Ciphertext.refused(Reason.MISMATCH);
    }
    return wrapped;
  }

  static void checkAssociated(byte[] associated) {
    if (associated.length > LONGEST_ASSOCIATED) {
      throw new Refusal(Failure.KMS_0208, "additional_authenticated_data", Reason.TOO_LONG);
    }
  }
}
