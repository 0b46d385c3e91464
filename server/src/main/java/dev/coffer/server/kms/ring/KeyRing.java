package dev.coffer.server.kms.ring;

import dev.coffer.crypto.cipher.Ciphers;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.kms.root.RootKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * The keys of a ring with their versions and material. What is changed is on the disk when the
 * change returns. A key or version that is not there is refused with {@link Failure#KMS_0207}, a
 * key whose material its owner has yet to bring with {@link Failure#KMS_0308}. Safe for use from
 * several threads.
 */
public final class KeyRing implements AutoCloseable {
  private final KeyRingFile file;
  private final RingSeal seal;
  private final SecureRandom random;
  private final KeyCiphers ciphers = new KeyCiphers();

  // Read freely; replaced, with the file first, only while holding this.
  private volatile RingContent ring;
  private volatile KeyWatch watch = (_, _) -> {};

  KeyRing(KeyRingFile file, RingSeal seal, SecureRandom random) {
    this.ring = file.read();
    this.file = file;
    this.seal = seal;
    this.random = random;
  }

  public String id() {
    return ring.ringId();
  }

  /** What everything derives from that has to outlive a change of the root key; opened anew. */
  SecretBytes secret() {
    return seal.openSecret(ring);
  }

  /** Tells of each use of a key's material from now on. */
  public void watch(KeyWatch newWatch) {
    watch = newWatch;
  }

  public Set<KeyId> keyIds() {
    return ring.keys().keySet();
  }

  KeySpec spec(KeyId keyId) {
    return key(keyId).spec();
  }

  /** The number of the version that wraps. */
  int lastVersion(KeyId keyId) {
    List<RingContent.Version> versions = key(keyId).versions();
    if (versions.isEmpty()) {
      throw new Refusal(Failure.KMS_0308, keyId, Reason.PENDING_IMPORT);
    }
    return versions.getLast().version();
  }

  public boolean hasMaterial(KeyId keyId) {
    return !key(keyId).versions().isEmpty();
  }

  /** When each version was made, oldest first. */
  public List<Instant> versions(KeyId keyId) {
    return key(keyId).versions().stream()
        .map(version -> Instant.ofEpochMilli(version.createdAt()))
        .toList();
  }

  /** Makes version 1 of a key. */
  public void add(KeyId keyId, KeySpec spec, Instant now) {
    try (SecretBytes material = spec.generate(random)) {
      add(keyId, spec, List.of(sealed(keyId, spec, 1, material, now)));
    }
  }

  /** Makes room for a key whose material its owner will bring. */
  public void addEmpty(KeyId keyId, KeySpec spec) {
    add(keyId, spec, List.of());
  }

  private synchronized void add(KeyId keyId, KeySpec spec, List<RingContent.Version> versions) {
    replace(ring.with(keyId, new RingContent.Key(spec, versions)));
  }

  /** Makes the next version of a key: it wraps from now on, the others go on to unwrap. */
  public synchronized void rotate(KeyId keyId, Instant now) {
    RingContent.Key key = key(keyId);
    try (SecretBytes material = key.spec().generate(random)) {
      var versions = new ArrayList<>(key.versions());
      versions.add(sealed(keyId, key.spec(), lastVersion(keyId) + 1, material, now));
      replace(ring.replacing(keyId, new RingContent.Key(key.spec(), versions)));
    }
  }

  /** Gives a key that has none its material. */
  public synchronized void fill(KeyId keyId, SecretBytes material, Instant now) {
    KeySpec spec = spec(keyId);
    var first = List.of(sealed(keyId, spec, 1, material, now));
    replace(ring.replacing(keyId, new RingContent.Key(spec, first)));
  }

  /** Forgets the material of a key and keeps its place; does nothing where there is none. */
  public synchronized void empty(KeyId keyId) {
    if (hasMaterial(keyId)) {
      replace(ring.replacing(keyId, new RingContent.Key(spec(keyId), List.of())));
      ciphers.forget(List.of(keyId));
    }
  }

  /** Forgets keys for good. */
  public synchronized void remove(Collection<KeyId> keyIds) {
    replace(ring.without(keyIds));
    ciphers.forget(keyIds);
  }

  /** Writes the ring anew under another root key; this is of no use then but to close. */
  synchronized void reseal(Path path, RootKey next) {
    try (var nextSeal = new RingSeal(next, random);
        var nextFile = new KeyRingFile(path, next)) {
      nextFile.replace(seal.resealed(ring, nextSeal));
    }
  }

  /** A version's material; the caller closes it. */
  SecretBytes material(KeyId keyId, int version) {
    watch.used(keyId, version);
    return opened(keyId, version);
  }

  /** Lends the cipher of a version of a symmetric key. */
  <T, E extends Exception> T withCipher(KeyId keyId, int version, KeyCiphers.Use<T, E> use)
      throws E {
    watch.used(keyId, version);
    KeySpec spec = spec(keyId);
    version(keyId, version);
    return ciphers.with(
        new KeyCiphers.Version(keyId, version),
        () -> {
          try (SecretBytes material = opened(keyId, version)) {
            return Ciphers.aead(spec.symmetric().suite(), material);
          }
        },
        use);
  }

  /** Opens everything once, so that a ring with one altered key is refused as a whole. */
  void check() {
    ring.keys()
        .forEach(
            (keyId, key) ->
                key.versions().forEach(version -> opened(keyId, version.version()).close()));
  }

  private void replace(RingContent next) {
    file.replace(next);
    ring = next;
  }

  private RingContent.Key key(KeyId keyId) {
    RingContent.Key key = ring.keys().get(keyId);
    if (key == null) {
      throw new Refusal(Failure.KMS_0207, keyId, Reason.ABSENT);
    }
    return key;
  }

  private RingContent.Version version(KeyId keyId, int number) {
    return key(keyId).versions().stream()
        .filter(version -> version.version() == number)
        .findFirst()
        .orElseThrow(() -> new Refusal(Failure.KMS_0207, keyId, Reason.ABSENT));
  }

  private SecretBytes opened(KeyId keyId, int version) {
    return seal.open(place(keyId, version, spec(keyId)), version(keyId, version));
  }

  private RingContent.Version sealed(
      KeyId keyId, KeySpec spec, int number, SecretBytes material, Instant now) {
    return new RingContent.Version(
        number, now.toEpochMilli(), seal.seal(place(keyId, number, spec), material));
  }

  private RingSeal.Place place(KeyId keyId, int version, KeySpec spec) {
    return new RingSeal.Place(ring.ringId(), keyId, version, spec);
  }

  @Override
  public void close() {
    ciphers.close();
    seal.close();
    file.close();
  }
}
