package dev.coffer.server.kms;

import dev.coffer.crypto.cipher.Ciphers;
import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.digest.HashFunction;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
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
  private final RingSeal seal;
  private final SecureRandom random;
  private final SecretBytes ringSecret;
  private final SecretBytes digestKey;
  private final KeyCiphers ciphers = new KeyCiphers();
  private final UUID ringId;

  // Read freely; replaced, with the file first, only while holding this.
  private volatile KeyRing ring;
  private volatile KeyWatch watch = (_, _) -> {};

  private KeyVault(KeyRing ring, KeyRingFile file, RingSeal seal, SecureRandom random) {
    this.ring = ring;
    this.file = file;
    this.seal = seal;
    this.random = random;
    this.ringId = UUID.fromString(ring.ringId());
    this.ringSecret = seal.openSecret(ring);
    this.digestKey = ringSecret.derive("coffer data keys v1 digest", 32);
  }

  static boolean existsIn(Path directory) {
    return Files.exists(directory.resolve(RING_FILE));
  }

  /** Makes an empty ring, and the root key where there is none yet. */
  static KeyVault create(Path directory, Passphrase passphrase, SecureRandom random) {
    Path rootKey = directory.resolve(ROOT_KEY_FILE);
    try (RootKey root =
        Files.exists(rootKey)
            ? RootKeyFile.read(rootKey).open(passphrase)
            : RootKeyFile.create(rootKey, random)) {
      var file = new KeyRingFile(directory.resolve(RING_FILE), root);
      var seal = new RingSeal(root, random);
      String ringId = UUID.randomUUID().toString();
      try (SecretBytes secret = SecretBytes.random(RING_SECRET_LENGTH, random)) {
        String sealed = seal.sealSecret(ringId, secret);
        file.replace(new KeyRing(KeyRing.FORMAT, ringId, 1, sealed, new TreeMap<>()));
      }
      return new KeyVault(file.read(), file, seal, random);
    }
  }

  /** Opens the ring of a data directory with the root key that lies beside it. */
  public static KeyVault open(Path directory, Passphrase passphrase, SecureRandom random) {
    try (RootKey root = RootRotation.rootOf(directory, directory.resolve(RING_FILE), passphrase)) {
      return open(directory, root, random);
    }
  }

  /** Opens the ring of a data directory with a root key kept elsewhere. */
  public static KeyVault open(Path directory, RootKey root, SecureRandom random) {
    var file = new KeyRingFile(directory.resolve(RING_FILE), root);
    var vault = new KeyVault(file.read(), file, new RingSeal(root, random), random);
    vault.checkMaterial();
    return vault;
  }

  /** Writes the ring anew under another root key; this vault is of no use then but to close. */
  synchronized void reseal(Path directory, RootKey next) {
    try (var nextSeal = new RingSeal(next, random);
        var nextFile = new KeyRingFile(directory.resolve(RING_FILE), next)) {
      nextFile.replace(seal.resealed(ring, nextSeal));
    }
  }

  /** Opens a wrapped data key of this ring; refuses anything else. */
  public SecretBytes unwrap(byte[] ciphertext) {
    return open(Ciphertext.parse(Ciphertext.Content.DATA_KEY, ciphertext), NOTHING);
  }

  SecretBytes open(Ciphertext ciphertext, byte[] associated) {
    if (!MessageDigest.isEqual(digest(ciphertext), ciphertext.digest())) {
      throw Ciphertext.refused(Reason.MISMATCH);
    }
    Ciphertext.Header header = ciphertext.header();
    byte[] opened = new byte[header.paddedLength()];
    try {
      return withCipher(
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
      throw new Refusal(Failure.KMS_0208, "additional_authenticated_data", Reason.MISMATCH);
    } finally {
      Arrays.fill(opened, (byte) 0);
    }
  }

  /** Seals a plaintext under the last version of a symmetric key. */
  Ciphertext seal(
      Ciphertext.Content content, String keyId, SecretBytes plaintext, byte[] associated) {
    KeyRing.Key key = key(keyId);
    int version = lastVersion(keyId, key);
    byte[] nonce = new byte[Suite.NONCE_LENGTH];
    random.nextBytes(nonce);
    var header =
        new Ciphertext.Header(content, key.spec(), plaintext.length(), version, ringId, keyId);
    var sealed = Ciphertext.begin(header, nonce);
    try (SecretBytes padded = padded(plaintext, header.paddedLength())) {
      withCipher(
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
  SecretBytes material(String keyId) {
    return material(keyId, lastVersion(keyId, key(keyId)));
  }

  /** A key of 32 bytes for a purpose of a version of a key; the caller closes it. */
  SecretBytes derive(String keyId, int version, String purpose) {
    try (SecretBytes material = material(keyId, version)) {
      return material.derive(purpose, 32);
    }
  }

  /** A keyed digest of material, which tells whether two are the same and nothing else. */
  String fingerprint(String keyId, SecretBytes material) {
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

  /** Tells of each use of a key's material from now on. */
  void watch(KeyWatch newWatch) {
    watch = newWatch;
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
  void add(String keyId, KeySpec spec, Instant now) {
    try (SecretBytes material = spec.generate(random)) {
      add(keyId, spec, List.of(version(keyId, spec, 1, material, now)));
    }
  }

  /** Makes room for a key whose material its owner will bring. */
  void addEmpty(String keyId, KeySpec spec) {
    add(keyId, spec, List.of());
  }

  private synchronized void add(String keyId, KeySpec spec, List<KeyRing.Version> versions) {
    replace(ring.with(keyId, new KeyRing.Key(spec, versions)));
  }

  /** Makes the next version of a key: it wraps from now on, the others go on to unwrap. */
  synchronized void rotate(String keyId, Instant now) {
    KeyRing.Key key = key(keyId);
    try (SecretBytes material = key.spec().generate(random)) {
      var versions = new ArrayList<>(key.versions());
      versions.add(version(keyId, key.spec(), lastVersion(keyId, key) + 1, material, now));
      replace(ring.replacing(keyId, new KeyRing.Key(key.spec(), versions)));
    }
  }

  /** Gives a key that has none its material. */
  synchronized void fill(String keyId, SecretBytes material, Instant now) {
    KeySpec spec = key(keyId).spec();
    replace(
        ring.replacing(
            keyId, new KeyRing.Key(spec, List.of(version(keyId, spec, 1, material, now)))));
  }

  /** Forgets the material of a key and keeps its place; does nothing where there is none. */
  synchronized void empty(String keyId) {
    if (hasMaterial(keyId)) {
      replace(ring.replacing(keyId, new KeyRing.Key(key(keyId).spec(), List.of())));
      ciphers.forget(List.of(keyId));
    }
  }

  boolean hasMaterial(String keyId) {
    return !key(keyId).versions().isEmpty();
  }

  /** When each version was made, oldest first. */
  List<Instant> versions(String keyId) {
    return key(keyId).versions().stream()
        .map(version -> Instant.ofEpochMilli(version.createdAt()))
        .toList();
  }

  private KeyRing.Version version(
      String keyId, KeySpec spec, int number, SecretBytes material, Instant now) {
    return new KeyRing.Version(
        number, now.toEpochMilli(), seal.seal(place(keyId, number, spec), material));
  }

  /** Forgets keys for good. */
  synchronized void remove(Collection<String> keyIds) {
    replace(ring.without(keyIds));
    ciphers.forget(keyIds);
  }

  private void replace(KeyRing next) {
    file.replace(next);
    ring = next;
  }

  @Override
  public void close() {
    ciphers.close();
    digestKey.close();
    ringSecret.close();
    seal.close();
    file.close();
  }

  private byte[] digest(Ciphertext ciphertext) {
    return digestKey.open(SecretAccess.revealingSecrets(), ciphertext::expectedDigest);
  }

  private KeyRing.Key key(String keyId) {
    KeyRing.Key key = ring.keys().get(keyId);
    if (key == null) {
      throw new Refusal(Failure.KMS_0207, keyId, Reason.ABSENT);
    }
    return key;
  }

  private static int lastVersion(String keyId, KeyRing.Key key) {
    if (key.versions().isEmpty()) {
      throw new Refusal(Failure.KMS_0308, keyId, Reason.PENDING_IMPORT);
    }
    return key.versions().getLast().version();
  }

  private SecretBytes material(String keyId, int version) {
    watch.used(keyId, version);
    return opened(keyId, version);
  }

  private SecretBytes opened(String keyId, int version) {
    KeyRing.Key key = key(keyId);
    return seal.open(place(keyId, version, key.spec()), version(keyId, key, version));
  }

  private static KeyRing.Version version(String keyId, KeyRing.Key key, int number) {
    for (KeyRing.Version version : key.versions()) {
      if (version.version() == number) {
        return version;
      }
    }
    throw new Refusal(Failure.KMS_0207, keyId, Reason.ABSENT);
  }

  private <T, E extends Exception> T withCipher(String keyId, int version, KeyCiphers.Use<T, E> use)
      throws E {
    watch.used(keyId, version);
    KeyRing.Key key = key(keyId);
    version(keyId, key, version);
    return ciphers.with(
        new KeyCiphers.Version(keyId, version),
        () -> {
          try (SecretBytes material = opened(keyId, version)) {
            return Ciphers.aead(key.spec().symmetric().suite(), material);
          }
        },
        use);
  }

  private void checkMaterial() {
    ring.keys()
        .forEach(
            (keyId, key) ->
                key.versions().forEach(version -> material(keyId, version.version()).close()));
  }

  private RingSeal.Place place(String keyId, int version, KeySpec spec) {
    return new RingSeal.Place(ring.ringId(), keyId, version, spec);
  }
}
