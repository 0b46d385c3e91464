package dev.coffer.server.kms.ring;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.kms.root.RootKey;
import dev.coffer.server.kms.root.UnusableKeyRing;
import dev.coffer.server.seal.SecretSeal;
import java.security.SecureRandom;
import java.util.List;
import java.util.TreeMap;

/**
 * Seals what a ring holds under the root key, each secret for its own place: one that was moved to
 * another key, version or ring does not open.
 */
public final class RingSeal implements AutoCloseable {
  private final SecretSeal seal;

  public RingSeal(RootKey root, SecureRandom random) {
    this.seal = new SecretSeal(root.derive("coffer key ring v1 seal", 32), random);
  }

  String sealSecret(String ringId, SecretBytes secret) {
    return seal.seal(secretPlace(ringId), secret);
  }

  SecretBytes openSecret(RingContent ring) {
    return open(secretPlace(ring.ringId()), ring.secret());
  }

  String seal(Place place, SecretBytes material) {
    return seal.seal(place.text(), material);
  }

  public SecretBytes open(Place place, RingContent.Version version) {
    return open(place.text(), version.material());
  }

  /** Where material lies. */
  public record Place(String ringId, KeyId keyId, int version, KeySpec spec) {
    private String text() {
      return "ring " + ringId + " key " + keyId + " version " + version + " spec " + spec;
    }
  }

  /** The next revision of a ring, with everything in it sealed by another seal. */
  RingContent resealed(RingContent ring, RingSeal next) {
    var keys = new TreeMap<KeyId, RingContent.Key>();
    ring.keys()
        .forEach(
            (keyId, key) -> {
              List<RingContent.Version> versions =
                  key.versions().stream()
                      .map(
                          version ->
                              resealed(
                                  new Place(ring.ringId(), keyId, version.version(), key.spec()),
                                  version,
                                  next))
                      .toList();
              keys.put(keyId, new RingContent.Key(key.spec(), versions));
            });
    try (SecretBytes secret = openSecret(ring)) {
      return new RingContent(
          ring.format(),
          ring.ringId(),
          ring.revision() + 1,
          next.sealSecret(ring.ringId(), secret),
          keys);
    }
  }

  private RingContent.Version resealed(Place place, RingContent.Version version, RingSeal next) {
    try (SecretBytes material = open(place, version)) {
      return new RingContent.Version(
          version.version(), version.createdAt(), next.seal(place, material));
    }
  }

  @Override
  public void close() {
    seal.close();
  }

  private SecretBytes open(String place, String sealed) {
    return seal.open(place, sealed)
        .orElseThrow(() -> new UnusableKeyRing(UnusableKeyRing.Fault.RING_ALTERED, place));
  }

  private static String secretPlace(String ringId) {
    return "ring " + ringId + " secret";
  }
}
