package dev.coffer.server.kms;

import dev.coffer.crypto.cipher.Aead;
import dev.coffer.crypto.cipher.Ciphers;
import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.seal.SecretSeal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import javax.crypto.AEADBadTagException;

/**
 * The open key ring of one data directory: it wraps and unwraps data keys, and needs no database
 * for it. It asks nobody whether that is allowed; {@link DataKeys} does. A ring that is lost,
 * altered or sealed under another root key is refused with {@link UnusableKeyRing}. Safe for use
 * from several threads; the trap is two processes that change one ring, of which the later wins.
 */
public final class KeyVault implements AutoCloseable {
  private static final String RING_FILE = "keyring.json";
  private static final String ROOT_KEY_FILE = "root.key";
  private static final int RING_SECRET_LENGTH = 32;
  private static final byte[] NOTHING = {};

  private final KeyRingFile file;
  private final SecretSeal seal;
  private final SecureRandom random;
  private final SecretBytes ringSecret;
  private final SecretBytes digestKey;
  private final UUID ringId;

  // Read freely; replaced, with the file first, only while holding this.
  private volatile KeyRing ring;

  private KeyVault(KeyRing ring, KeyRingFile file, SecretSeal seal, SecureRandom random) {
    this.ring = ring;
    this.file = file;
    this.seal = seal;
    this.random = random;
    this.ringId = UUID.fromString(ring.ringId());
    this.ringSecret = open(secretPlace(ring.ringId()), ring.secret());
    this.digestKey = ringSecret.derive("coffer data keys v1 digest", 32);
  }

  static boolean existsIn(Path directory) {
    return Files.exists(directory.resolve(RING_FILE));
  }

  /** Makes an empty ring, and the root key where there is none yet. */
  static KeyVault create(Path directory, SecureRandom random) {
    Path rootKey = directory.resolve(ROOT_KEY_FILE);
    try (RootKey root =
        Files.exists(rootKey) ? RootKeyFile.open(rootKey) : RootKeyFile.create(rootKey, random)) {
      KeyRingFile file = new KeyRingFile(directory.resolve(RING_FILE), root);
      SecretSeal seal = seal(root, random);
      String ringId = UUID.randomUUID().toString();
      try (SecretBytes secret = SecretBytes.random(RING_SECRET_LENGTH, random)) {
        String sealed = seal.seal(secretPlace(ringId), secret);
        file.replace(new KeyRing(KeyRing.FORMAT, ringId, 1, sealed, new TreeMap<>()));
      }
      return new KeyVault(file.read(), file, seal, random);
    }
  }

  /** Opens the ring of a data directory with the root key that lies beside it. */
  public static KeyVault open(Path directory, SecureRandom random) {
    try (RootKey root = RootKeyFile.open(directory.resolve(ROOT_KEY_FILE))) {
      return open(directory, root, random);
    }
  }

  /** Opens the ring of a data directory with a root key kept elsewhere. */
  public static KeyVault open(Path directory, RootKey root, SecureRandom random) {
    var file = new KeyRingFile(directory.resolve(RING_FILE), root);
    var vault = new KeyVault(file.read(), file, seal(root, random), random);
    vault.checkMaterial();
    return vault;
  }

  /** Opens a wrapped data key of this ring; refuses anything else. */
  public SecretBytes unwrap(byte[] ciphertext) {
    return unwrap(WrappedKey.parse(ciphertext), NOTHING);
  }

  SecretBytes unwrap(WrappedKey wrapped, byte[] associated) {
    if (!MessageDigest.isEqual(digest(wrapped), wrapped.digest())) {
      throw WrappedKey.refused(Reason.MISMATCH);
    }
    WrappedKey.Header header = wrapped.header();
    byte[] opened = new byte[header.length()];
    try (SecretBytes material = material(header.keyId(), header.version());
        Aead aead = Ciphers.aead(header.spec().suite(), material)) {
      aead.open(
          wrapped.nonce(),
          wrapped.associated(associated),
          wrapped.array(),
          wrapped.ciphertextOffset(),
          wrapped.ciphertextLength(),
          opened,
          0);
      return SecretBytes.absorb(opened);
    } catch (AEADBadTagException _) {
      // The digest was right, so the ring made it: only the caller's part can be another one.
      throw new Refusal(Failure.KMS_0208, "additional_authenticated_data", Reason.MISMATCH);
    }
  }

  WrappedKey wrap(String keyId, SecretBytes dataKey, byte[] associated) {
    KeyRing.Key key = key(keyId);
    int version = key.versions().getLast().version();
    byte[] nonce = new byte[Suite.NONCE_LENGTH];
    random.nextBytes(nonce);
    var wrapped =
        WrappedKey.begin(
            new WrappedKey.Header(key.spec(), dataKey.length(), version, ringId, keyId), nonce);
    try (SecretBytes material = material(keyId, version);
        Aead aead = Ciphers.aead(key.spec().suite(), material)) {
      dataKey.open(
          SecretAccess.revealingSecrets(),
          bytes ->
              aead.seal(
                  nonce,
                  wrapped.associated(associated),
                  bytes,
                  0,
                  bytes.length,
                  wrapped.array(),
                  wrapped.ciphertextOffset()));
    }
    wrapped.putDigest(digest(wrapped));
    return wrapped;
  }

  /** A seal for other secrets of this installation; it outlives a change of the root key. */
  SecretSeal seal(String purpose) {
    return new SecretSeal(ringSecret.derive(purpose, 32), random);
  }

  String ringId() {
    return ring.ringId();
  }

  Set<String> keyIds() {
    return ring.keys().keySet();
  }

  /** Makes version 1 of a key; it is on the disk when this returns. */
  synchronized void add(String keyId, KeySpec spec, Instant now) {
    try (SecretBytes material = SecretBytes.random(spec.suite().keyLength(), random)) {
      String sealed = seal.seal(place(keyId, 1, spec), material);
      var version = new KeyRing.Version(1, now.toEpochMilli(), sealed);
      replace(ring.with(keyId, new KeyRing.Key(spec, List.of(version))));
    }
  }

  /** Forgets keys for good. */
  synchronized void remove(Collection<String> keyIds) {
    replace(ring.without(keyIds));
  }

  private void replace(KeyRing next) {
    file.replace(next);
    ring = next;
  }

  @Override
  public void close() {
    digestKey.close();
    ringSecret.close();
    seal.close();
    file.close();
  }

  private byte[] digest(WrappedKey wrapped) {
    return digestKey.open(SecretAccess.revealingSecrets(), wrapped::expectedDigest);
  }

  private KeyRing.Key key(String keyId) {
    KeyRing.Key key = ring.keys().get(keyId);
    if (key == null) {
      throw new Refusal(Failure.KMS_0207, keyId, Reason.ABSENT);
    }
    return key;
  }

  private SecretBytes material(String keyId, int version) {
    KeyRing.Key key = key(keyId);
    return key.versions().stream()
        .filter(candidate -> candidate.version() == version)
        .findFirst()
        .map(found -> open(place(keyId, version, key.spec()), found.material()))
        .orElseThrow(() -> new Refusal(Failure.KMS_0207, keyId, Reason.ABSENT));
  }

  private void checkMaterial() {
    ring.keys()
        .forEach(
            (keyId, key) ->
                key.versions().forEach(version -> material(keyId, version.version()).close()));
  }

  private SecretBytes open(String place, String sealed) {
    return seal.open(place, sealed)
        .orElseThrow(() -> new UnusableKeyRing(UnusableKeyRing.Fault.RING_ALTERED, place));
  }

  private String place(String keyId, int version, KeySpec spec) {
    return "ring " + ringId + " key " + keyId + " version " + version + " spec " + spec;
  }

  private static String secretPlace(String ringId) {
    return "ring " + ringId + " secret";
  }

  private static SecretSeal seal(RootKey root, SecureRandom random) {
    return new SecretSeal(root.derive("coffer key ring v1 seal", 32), random);
  }
}
