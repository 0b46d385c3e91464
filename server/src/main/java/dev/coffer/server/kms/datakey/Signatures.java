package dev.coffer.server.kms.datakey;

import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.KeyReference;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.kms.algorithm.MacAlgorithm;
import dev.coffer.server.kms.algorithm.PublicKeys;
import dev.coffer.server.kms.algorithm.SigningAlgorithm;
import dev.coffer.server.kms.masterkey.MasterKey;
import dev.coffer.server.kms.masterkey.MasterKeys;
import dev.coffer.server.kms.ring.KeyKind;
import dev.coffer.server.kms.ring.KeyUsage;
import dev.coffer.server.kms.ring.RingStorage;
import java.security.MessageDigest;
import java.security.SecureRandom;

/**
 * Signatures and message authentication codes by master keys, and the public keys that verify
 * elsewhere. All but the public key need the master key enabled, and made for it.
 */
public final class Signatures {
  private static final int LONGEST_MESSAGE = 4096;

  private final MasterKeys masterKeys;
  private final RingStorage vault;
  private final SecureRandom random;

  public Signatures(MasterKeys masterKeys, RingStorage vault, SecureRandom random) {
    this.masterKeys = masterKeys;
    this.vault = vault;
    this.random = random;
  }

  /** What is signed: a message as it is, or its digest. */
  @SuppressWarnings("ArrayRecordComponent") // the caller's own, read once
  public record Message(Type type, byte[] bytes) {
    public enum Type {
      DIGEST,
      RAW
    }

    public Message {
      checkLength(bytes);
    }
  }

  /** What a key made, and which key it was. */
  @SuppressWarnings("ArrayRecordComponent") // made here and read once
  public record Signed(KeyId keyId, byte[] value) {}

  /** The outcome of a verification, and by which key. */
  public record Verified(KeyId keyId, boolean valid) {}

  public Signed sign(
      ProjectId projectId, KeyReference reference, Message message, SigningAlgorithm algorithm) {
    MasterKey key = signing(projectId, reference, algorithm);
    return withMaterial(
        key,
        privateKey ->
            new Signed(
                key.keyId(),
                algorithm.sign(privateKey, digest(privateKey, message, algorithm), random)));
  }

  public Verified verify(
      ProjectId projectId,
      KeyReference reference,
      Message message,
      SigningAlgorithm algorithm,
      byte[] signature) {
    MasterKey key = signing(projectId, reference, algorithm);
    return withMaterial(
        key,
        privateKey ->
            new Verified(
                key.keyId(),
                algorithm.verify(privateKey, digest(privateKey, message, algorithm), signature)));
  }

  /** The public half of a key pair, whatever state the key is in, as long as it has material. */
  public Signed publicKey(ProjectId projectId, KeyReference reference) {
    MasterKey key = masterKeys.describe(projectId, reference);
    if (!(key.spec().kind() instanceof KeyKind.Pair)) {
      throw new Refusal(Failure.KMS_0308, "key_spec", Reason.UNSUITABLE);
    }
    return withMaterial(key, privateKey -> new Signed(key.keyId(), PublicKeys.of(privateKey)));
  }

  public Signed authenticate(
      ProjectId projectId, KeyReference reference, byte[] message, MacAlgorithm algorithm) {
    checkLength(message);
    MasterKey key = authenticating(projectId, reference, algorithm);
    return withMaterial(
        key, bytes -> new Signed(key.keyId(), algorithm.authenticate(bytes, message)));
  }

  public Verified verifyMac(
      ProjectId projectId,
      KeyReference reference,
      byte[] message,
      MacAlgorithm algorithm,
      byte[] mac) {
    Signed expected = authenticate(projectId, reference, message, algorithm);
    return new Verified(expected.keyId(), MessageDigest.isEqual(expected.value(), mac));
  }

  private MasterKey signing(
      ProjectId projectId, KeyReference reference, SigningAlgorithm algorithm) {
    MasterKey key = MasterKeys.usable(masterKeys.describe(projectId, reference));
    boolean suits =
        key.usage() == KeyUsage.SIGN_VERIFY
            && key.spec().kind() instanceof KeyKind.Pair(var pair)
            && algorithm.suits(pair);
    if (!suits) {
      throw new Refusal(Failure.KMS_0308, "signing_algorithm", Reason.UNSUITABLE);
    }
    return key;
  }

  private MasterKey authenticating(
      ProjectId projectId, KeyReference reference, MacAlgorithm algorithm) {
    MasterKey key = MasterKeys.usable(masterKeys.describe(projectId, reference));
    if (!(key.spec().kind() instanceof KeyKind.Mac(var own, _) && own == algorithm)) {
      throw new Refusal(Failure.KMS_0308, "mac_algorithm", Reason.UNSUITABLE);
    }
    return key;
  }

  private static byte[] digest(byte[] privateKey, Message message, SigningAlgorithm algorithm) {
    return switch (message.type()) {
      case RAW -> algorithm.digest(privateKey, message.bytes());
      case DIGEST -> {
        if (message.bytes().length != algorithm.digestLength()) {
          throw new Refusal(Failure.KMS_0308, "message", Reason.WRONG_FORM);
        }
        yield message.bytes();
      }
    };
  }

  private <T> T withMaterial(MasterKey key, SecretBytes.Use<T, RuntimeException> use) {
    try (SecretBytes material = vault.material(key.keyId())) {
      return material.open(SecretAccess.revealingSecrets(), use);
    }
  }

  private static void checkLength(byte[] message) {
    if (message.length < 1 || message.length > LONGEST_MESSAGE) {
      throw Refusal.outside(Failure.KMS_0308, "message", 1, LONGEST_MESSAGE);
    }
  }
}
