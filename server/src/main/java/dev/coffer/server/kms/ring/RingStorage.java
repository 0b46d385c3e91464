package dev.coffer.server.kms.ring;

import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.kms.datakey.DataKeys;
import dev.coffer.server.kms.root.Passphrase;
import dev.coffer.server.kms.root.RootKey;
import dev.coffer.server.kms.root.RootKeyFile;
import dev.coffer.server.kms.root.RootProtection;
import dev.coffer.server.kms.root.UnusableKeyRing;
import dev.coffer.server.seal.SecretSeal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.UUID;
import javax.crypto.AEADBadTagException;

/**
 * The open key ring of one data directory: it wraps and unwraps data keys, and needs no database
 * for it. It asks nobody whether that is allowed; {@link DataKeys} does. A ring that is lost,
 * altered or sealed under another root key is refused with {@link UnusableKeyRing}. Safe for use
 * from several threads; the trap is two processes that change one ring, of which the later wins.
 */
public final class RingStorage implements AutoCloseable {
  private static final String RING_FILE = "keyring.json";
  private static final String ROOT_KEY_FILE = "root.key";
  private static final int RING_SECRET_LENGTH = 32;
  private static final byte[] NOTHING = {};

  private final KeyRing ring;
  private final SecureRandom random;
  private final SecretBytes ringSecret;
  private final SecretBytes digestKey;
  private final UUID ringId;

  private RingStorage(KeyRing ring, SecureRandom random) {
    this.ring = ring;
    this.random = random;
    this.ringId = UUID.fromString(ring.id());
    this.ringSecret = ring.secret();
    this.digestKey = ringSecret.derive("coffer data keys v1 digest", 32);
  }

  public static boolean existsIn(Path directory) {
    return Files.exists(directory.resolve(RING_FILE));
  }

  /** Makes an empty ring, and the root key, so protected, where there is none yet. */
  public static RingStorage create(
      Path directory, Passphrase passphrase, RootProtection protection, SecureRandom random) {
    Path rootKey = directory.resolve(ROOT_KEY_FILE);
    try (RootKey root =
        Files.exists(rootKey)
            ? RootKeyFile.read(rootKey).open(passphrase)
            : RootKeyFile.make(rootKey, protection, random)) {
      var file = new KeyRingFile(directory.resolve(RING_FILE), root);
      var seal = new RingSeal(root, random);
      String ringId = UUID.randomUUID().toString();
      try (SecretBytes secret = SecretBytes.random(RING_SECRET_LENGTH, random)) {
        String sealed = seal.sealSecret(ringId, secret);
        file.replace(new RingContent(RingContent.FORMAT, ringId, 1, sealed, new TreeMap<>()));
      }
      return new RingStorage(new KeyRing(file, seal, random), random);
    }
  }

  /** Opens the ring of a data directory with the root key that lies beside it. */
  public static RingStorage open(Path directory, Passphrase passphrase, SecureRandom random) {
    try (RootKey root = RootRotation.rootOf(directory, directory.resolve(RING_FILE), passphrase)) {
      return open(directory, root, random);
    }
  }

  /** Opens the ring of a data directory with a root key kept elsewhere. */
  public static RingStorage open(Path directory, RootKey root, SecureRandom random) {
    var file = new KeyRingFile(directory.resolve(RING_FILE), root);
    var ring = new KeyRing(file, new RingSeal(root, random), random);
    ring.check();
    return new RingStorage(ring, random);
  }

  /** Whether the root key lies beside the ring as it is, so that who reads both has every key. */
  public static boolean isInTheClear(Path directory) {
    return RootKeyFile.read(directory.resolve(ROOT_KEY_FILE)).isInTheClear();
  }

  /** The keys themselves. */
  public KeyRing ring() {
    return ring;
  }

  /** Writes the ring anew under another root key; this vault is of no use then but to close. */
  void reseal(Path directory, RootKey next) {
    ring.reseal(directory.resolve(RING_FILE), next);
  }

  /** Opens a service's data key that this ring wrapped for this context; refuses anything else. */
  public SecretBytes unwrap(KeyContext context, byte[] ciphertext) {
    return open(Ciphertext.parse(Ciphertext.Content.SERVICE_KEY, ciphertext), context.bytes());
  }

  /**
   * Opens a data key that this ring wrapped without a purpose: those that services made before keys
   * had one, but also every one that callers of the API make. The trap: nothing tells the two
   * apart.
   */
  public SecretBytes unwrapUnbound(byte[] ciphertext) {
    return open(Ciphertext.parse(Ciphertext.Content.DATA_KEY, ciphertext), NOTHING);
  }

  /** Whether a wrapped key says that it has no purpose. */
  public static boolean isUnbound(byte[] ciphertext) {
    return Ciphertext.claims(Ciphertext.Content.DATA_KEY, ciphertext);
  }

  public SecretBytes open(Ciphertext ciphertext, byte[] associated) {
    if (!MessageDigest.isEqual(digest(ciphertext), ciphertext.digest())) {
      throw Ciphertext.refused(Reason.MISMATCH);
    }
    Ciphertext.Header header = ciphertext.header();
    byte[] opened = new byte[header.paddedLength()];
    try {
      return ring.withCipher(
          header.keyId(),
          header.version(),
          cipher -> {
            cipher.open(
                ciphertext.nonce(),
                ciphertext.associated(associated),
                ciphertext.array(),
                ciphertext.ciphertextOffset(),
                ciphertext.ciphertextLength(),
                opened,
                0);
            return SecretBytes.absorb(Arrays.copyOf(opened, header.length()));
          });
    } catch (AEADBadTagException _) {
      // The digest was right, so the ring made it: only the caller's part can be another one.
      if (header.content() == Ciphertext.Content.SERVICE_KEY) {
        throw Ciphertext.refused(Reason.OTHER_PURPOSE);
      }
      throw new Refusal(Failure.KMS_0208, "additional_authenticated_data", Reason.MISMATCH);
    } finally {
      Arrays.fill(opened, (byte) 0);
    }
  }

  /** Seals a plaintext under the last version of a symmetric key. */
  public Ciphertext seal(
      Ciphertext.Content content, KeyId keyId, SecretBytes plaintext, byte[] associated) {
    int version = ring.lastVersion(keyId);
    byte[] nonce = new byte[Suite.NONCE_LENGTH];
    random.nextBytes(nonce);
    var header =
        new Ciphertext.Header(
            content, ring.spec(keyId), plaintext.length(), version, ringId, keyId);
    var sealed = Ciphertext.begin(header, nonce);
    try (SecretBytes padded = padded(plaintext, header.paddedLength())) {
      ring.withCipher(
          keyId,
          version,
          cipher ->
              padded.open(
                  SecretAccess.revealingSecrets(),
                  bytes ->
                      cipher.seal(
                          nonce,
                          sealed.associated(associated),
                          bytes,
                          0,
                          bytes.length,
                          sealed.array(),
                          sealed.ciphertextOffset())));
    }
    sealed.putDigest(digest(sealed));
    return sealed;
  }

  private static SecretBytes padded(SecretBytes plaintext, int length) {
    return plaintext.open(
        SecretAccess.revealingSecrets(), bytes -> SecretBytes.absorb(Arrays.copyOf(bytes, length)));
  }

  /** The last version's material: a private key or the key of a MAC. The caller closes it. */
  public SecretBytes material(KeyId keyId) {
    return ring.material(keyId, ring.lastVersion(keyId));
  }

  /** A key of 32 bytes for a purpose of a version of a key; the caller closes it. */
  public SecretBytes derive(KeyId keyId, int version, String purpose) {
    try (SecretBytes material = ring.material(keyId, version)) {
      return material.derive(purpose, 32);
    }
  }

  /** A keyed digest of material, which tells whether two are the same and nothing else. */
  public String fingerprint(KeyId keyId, SecretBytes material) {
    try (SecretBytes key = ringSecret.derive("coffer imported material v1 " + keyId, 32)) {
      return HexFormat.of()
          .formatHex(
              key.open(
                  SecretAccess.revealingSecrets(),
                  bytes ->
                      material.open(
                          SecretAccess.revealingSecrets(),
                          secret -> HashFunction.SHA_256.authenticate(bytes, secret))));
    }
  }

  /** A key for another purpose of this installation; the caller closes it. */
  public SecretBytes secret(String purpose) {
    return ringSecret.derive(purpose, 32);
  }

  /** A seal for other secrets of this installation; it outlives a change of the root key. */
  public SecretSeal seal(String purpose) {
    return new SecretSeal(ringSecret.derive(purpose, 32), random);
  }

  private byte[] digest(Ciphertext ciphertext) {
    return digestKey.open(SecretAccess.revealingSecrets(), ciphertext::expectedDigest);
  }

  @Override
  public void close() {
    digestKey.close();
    ringSecret.close();
    ring.close();
  }
}
