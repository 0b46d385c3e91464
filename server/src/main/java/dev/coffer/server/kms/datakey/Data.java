package dev.coffer.server.kms.datakey;

import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.KeyReference;
import dev.coffer.server.kms.algorithm.PublicKeyEncryption;
import dev.coffer.server.kms.masterkey.KeyOperation;
import dev.coffer.server.kms.masterkey.KeyUser;
import dev.coffer.server.kms.masterkey.MasterKey;
import dev.coffer.server.kms.masterkey.MasterKeys;
import dev.coffer.server.kms.ring.Ciphertext;
import dev.coffer.server.kms.ring.KeyKind;
import dev.coffer.server.kms.ring.KeyUsage;
import dev.coffer.server.kms.ring.RingStorage;
import java.security.SecureRandom;

/**
 * Small data under master keys. What a symmetric key encrypted names its key and version and opens
 * without being told; what was encrypted to a key pair is opaque, and whoever decrypts names the
 * key.
 */
public final class Data {
  private final MasterKeys masterKeys;
  private final RingStorage vault;
  private final SecureRandom random;

  public Data(MasterKeys masterKeys, RingStorage vault, SecureRandom random) {
    this.masterKeys = masterKeys;
    this.vault = vault;
    this.random = random;
  }

  /** What was encrypted or decrypted, and the key that did it. */
  @SuppressWarnings("ArrayRecordComponent") // made here and read once
  public record Encrypted(KeyId keyId, byte[] ciphertext) {}

  /** The caller closes the plaintext. */
  public record Decrypted(KeyId keyId, SecretBytes plaintext) {}

  public Encrypted encrypt(
      KeyUser user, KeyReference reference, SecretBytes plaintext, byte[] associated) {
    checkLength(plaintext);
    DataKeys.checkAssociated(associated);
    MasterKey key = masterKeys.usable(user, reference, KeyOperation.ENCRYPT_DATA);
    return encrypt(key, plaintext, associated);
  }

  /** The same under a key that the caller looked up. */
  Encrypted encrypt(MasterKey key, SecretBytes plaintext, byte[] associated) {
    key.spec().symmetric();
    Ciphertext sealed = vault.seal(Ciphertext.Content.DATA, key.keyId(), plaintext, associated);
    return new Encrypted(key.keyId(), sealed.copy());
  }

  public Decrypted decrypt(KeyUser user, byte[] ciphertext, byte[] associated) {
    DataKeys.checkAssociated(associated);
    Ciphertext sealed = Ciphertext.parse(Ciphertext.Content.DATA, ciphertext);
    MasterKey key = masterKeys.usable(user, sealed.header().keyId(), KeyOperation.DECRYPT_DATA);
    return new Decrypted(key.keyId(), vault.open(sealed, associated));
  }

  /** Encrypts to the public half of a key pair. */
  public Encrypted encrypt(
      KeyUser user, KeyReference reference, SecretBytes plaintext, PublicKeyEncryption algorithm) {
    checkLength(plaintext);
    MasterKey key =
        suited(masterKeys.usable(user, reference, KeyOperation.ENCRYPT_DATA), algorithm);
    return withPrivateKey(
        key,
        privateKey ->
            new Encrypted(
                key.keyId(),
                plaintext
                    .open(
                        SecretAccess.revealingSecrets(),
                        bytes -> algorithm.encrypt(privateKey, bytes, random))
                    .orElseThrow(
                        () -> new Refusal(Failure.KMS_0308, "plain_text", Reason.TOO_LONG))));
  }

  public Decrypted decrypt(
      KeyUser user, KeyReference reference, byte[] ciphertext, PublicKeyEncryption algorithm) {
    MasterKey key =
        suited(masterKeys.usable(user, reference, KeyOperation.DECRYPT_DATA), algorithm);
    return withPrivateKey(
        key,
        privateKey ->
            new Decrypted(
                key.keyId(),
                algorithm
                    .decrypt(privateKey, ciphertext)
                    .map(SecretBytes::absorb)
                    .orElseThrow(() -> Ciphertext.refused(Reason.MISMATCH))));
  }

  private <T> T withPrivateKey(MasterKey key, SecretBytes.Use<T, RuntimeException> use) {
    try (SecretBytes material = vault.material(key.keyId())) {
      return material.open(SecretAccess.revealingSecrets(), use);
    }
  }

  private static MasterKey suited(MasterKey key, PublicKeyEncryption algorithm) {
    boolean suits =
        key.usage() == KeyUsage.ENCRYPT_DECRYPT
            && key.spec().kind() instanceof KeyKind.Pair(var pair)
            && algorithm.suits(pair);
    if (!suits) {
      throw new Refusal(Failure.KMS_0308, "encryption_algorithm", Reason.UNSUITABLE);
    }
    return key;
  }

  private static void checkLength(SecretBytes plaintext) {
    if (plaintext.length() < 1 || plaintext.length() > Ciphertext.Content.DATA.most()) {
      throw Refusal.outside(Failure.KMS_0308, "plain_text", 1, Ciphertext.Content.DATA.most());
    }
  }
}
