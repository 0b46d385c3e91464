package dev.coffer.server.kms.masterkey;

import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.KeyReference;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.kms.algorithm.KeyPairKind;
import dev.coffer.server.kms.algorithm.KeyWrap;
import dev.coffer.server.kms.algorithm.PublicKeyEncryption;
import dev.coffer.server.kms.algorithm.PublicKeys;
import dev.coffer.server.kms.ring.KeyKind;
import dev.coffer.server.kms.ring.KeySpec;
import dev.coffer.server.kms.ring.RingStorage;
import dev.coffer.server.seal.SecretSeal;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Material that owners bring. It arrives encrypted to a wrapping key, made for one master key and
 * kept nowhere but sealed in the import token. What was taken away or has expired can be brought
 * again, the same bytes only: other bytes would silently lock away what the first ones encrypted.
 */
public final class Imports implements AutoCloseable {
  private static final Duration VALIDITY = Duration.ofDays(1);

  private final KeyTables tables;
  private final MasterKeys masterKeys;
  private final RingStorage vault;
  private final SecretSeal seal;
  private final SecureRandom random;
  private final InstantSource clock;

  public Imports(
      KeyTables tables,
      MasterKeys masterKeys,
      RingStorage vault,
      SecureRandom random,
      InstantSource clock) {
    this.tables = tables;
    this.masterKeys = masterKeys;
    this.vault = vault;
    this.seal = vault.seal("import tokens v1");
    this.random = random;
    this.clock = clock;
  }

  /** What an owner needs to import: the key to encrypt the material to, and the token. */
  @SuppressWarnings("ArrayRecordComponent") // made here and read once
  public record Parameters(KeyId keyId, byte[] publicKey, byte[] token, Instant expiresAt) {}

  public Parameters parameters(
      ProjectId projectId, KeyReference reference, PublicKeyEncryption algorithm) {
    MasterKey key = awaiting(masterKeys.describe(projectId, reference));
    Instant expiresAt = clock.instant().plus(VALIDITY).truncatedTo(ChronoUnit.SECONDS);
    KeyPairKind kind =
        switch (algorithm) {
          case RSAES_OAEP_SHA_256 -> KeyPairKind.RSA_2048;
          case SM2_ENCRYPT -> KeyPairKind.SM2;
        };
    try (SecretBytes wrapping = SecretBytes.absorb(kind.generate(random))) {
      byte[] publicKey = wrapping.open(SecretAccess.revealingSecrets(), PublicKeys::of);
      byte[] token = new ImportToken(key.keyId(), algorithm, expiresAt).seal(seal, wrapping);
      return new Parameters(key.keyId(), publicKey, token, expiresAt);
    }
  }

  /**
   * Material on its way in.
   *
   * @param encryptedMaterial a symmetric key, or what wraps the private key, encrypted to the
   *     wrapping key
   * @param encryptedPrivateKey a private key in PKCS#8, wrapped by RFC 5649
   * @param expiresAt when it is to be removed again
   */
  @SuppressWarnings("ArrayRecordComponent") // the caller's own, read once
  public record Delivery(
      byte[] token,
      byte[] encryptedMaterial,
      Optional<byte[]> encryptedPrivateKey,
      Optional<Instant> expiresAt) {}

  public void bring(ProjectId projectId, KeyReference reference, Delivery delivery) {
    MasterKey key = awaiting(masterKeys.describe(projectId, reference));
    if (delivery.expiresAt().map(at -> !at.isAfter(clock.instant())).orElse(false)) {
      throw new Refusal(Failure.KMS_2602);
    }
    try (SecretBytes material = opened(key, delivery)) {
      String fingerprint = vault.fingerprint(key.keyId(), material);
      tables.run(handle -> store(handle, key, material, fingerprint, delivery));
    }
  }

  private void store(
      Handle handle, MasterKey key, SecretBytes material, String fingerprint, Delivery delivery) {
    var rows = new KeyRows(handle);
    awaiting(rows.find(key.keyId()).orElseThrow(MasterKeys::missing));
    if (!rows.materialDigest(key.keyId()).orElse(fingerprint).equals(fingerprint)) {
      throw new Refusal(Failure.KMS_2606);
    }
    vault.ring().fill(key.keyId(), material, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    rows.setImported(key.keyId(), fingerprint, delivery.expiresAt());
  }

  /** Takes the material away; the key waits for it to be brought again. */
  public void remove(ProjectId projectId, KeyReference reference) {
    MasterKey key = external(masterKeys.describe(projectId, reference));
    tables.run(
        handle -> {
          boolean moved =
              new KeyRows(handle)
                  .setState(
                      key.keyId(),
                      Set.of(KeyState.ENABLED, KeyState.DISABLED),
                      KeyState.PENDING_IMPORT,
                      Optional.empty());
          if (!moved) {
            throw new Refusal(Failure.KMS_2701);
          }
        });
    removeExpired();
  }

  /**
   * Removes what has expired from the ring, and what a crash left there after the database had
   * given it up; for the scheduler.
   */
  public void removeExpired() {
    tables.run(
        handle -> {
          var rows = new KeyRows(handle);
          List<KeyId> expired = rows.expired(clock.instant());
          expired.forEach(vault.ring()::empty);
          rows.markExpired(clock.instant());
          rows.awaiting().forEach(vault.ring()::empty);
        });
  }

  @Override
  public void close() {
    seal.close();
  }

  private SecretBytes opened(MasterKey key, Delivery delivery) {
    ImportToken token = ImportToken.parse(key.keyId(), delivery.token());
    try (SecretBytes wrapping = token.open(seal, delivery.token())) {
      if (!token.expiresAt().isAfter(clock.instant())) {
        throw new Refusal(Failure.KMS_2601);
      }
      byte[] inner =
          wrapping
              .open(
                  SecretAccess.revealingSecrets(),
                  bytes -> token.algorithm().decrypt(bytes, delivery.encryptedMaterial()))
              .orElseThrow(
                  () -> new Refusal(Failure.KMS_0308, "encrypted_key_material", Reason.MISMATCH));
      return material(key.spec(), SecretBytes.absorb(inner), delivery);
    }
  }

  private static SecretBytes material(KeySpec spec, SecretBytes inner, Delivery delivery) {
    return switch (spec.kind()) {
      case KeyKind.Symmetric symmetric -> checked(inner, symmetric.suite().keyLength());
      case KeyKind.Mac(_, int length) -> checked(inner, length);
      case KeyKind.Pair(KeyPairKind pair) -> {
        try (inner) {
          yield privateKey(pair, inner, delivery);
        }
      }
    };
  }

  private static SecretBytes checked(SecretBytes material, int length) {
    if (material.length() != length) {
      material.close();
      throw new Refusal(Failure.KMS_2604, "encrypted_key_material", Reason.WRONG_FORM);
    }
    return material;
  }

  private static SecretBytes privateKey(KeyPairKind pair, SecretBytes wrapping, Delivery delivery) {
    byte[] wrapped =
        delivery
            .encryptedPrivateKey()
            .orElseThrow(
                () -> new Refusal(Failure.KMS_0204, "encrypted_privatekey", Reason.MISSING));
    byte[] privateKey =
        wrapping
            .open(SecretAccess.revealingSecrets(), key -> KeyWrap.unwrap(key, wrapped))
            .filter(bytes -> KeyPairKind.of(bytes).filter(pair::equals).isPresent())
            .orElseThrow(
                () -> new Refusal(Failure.KMS_0308, "encrypted_privatekey", Reason.MISMATCH));
    return SecretBytes.absorb(privateKey);
  }

  private static MasterKey awaiting(MasterKey key) {
    if (external(key).state() != KeyState.PENDING_IMPORT) {
      throw new Refusal(Failure.KMS_0310);
    }
    return key;
  }

  private static MasterKey external(MasterKey key) {
    return switch (key.origin()) {
      case EXTERNAL -> key;
      case KMS -> throw new Refusal(Failure.KMS_0309);
    };
  }
}
