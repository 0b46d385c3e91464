package dev.coffer.server.kms.ring;

import dev.coffer.server.id.KeyId;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Every master key version, sealed. A ring never changes: adding and removing make a new one with
 * the next revision. The ring's own secret is sealed like the keys; what has to outlive a change of
 * the root key derives from it.
 *
 * @param format the version of the file's format
 */
public record RingContent(
    int format,
    String ringId,
    long revision,
    String secret,
    SortedMap<KeyId, RingContent.Key> keys) {
  static final int FORMAT = 1;

  /**
   * One master key; its last version wraps, every version unwraps. A key whose owner has yet to
   * bring its material has no version.
   */
  public record Key(KeySpec spec, List<Version> versions) {
    public Key {
      versions = List.copyOf(versions);
    }
  }

  /** The sealed material of one version. */
  public record Version(int version, long createdAt, String material) {}

  public RingContent {
    if (format != FORMAT) {
      throw new IllegalArgumentException("a key ring cannot have format " + format);
    }
    keys = Collections.unmodifiableSortedMap(new TreeMap<>(keys));
  }

  public RingContent with(KeyId keyId, Key key) {
    var more = new TreeMap<>(keys);
    if (more.put(keyId, key) != null) {
      throw new IllegalArgumentException("key " + keyId + " is in the ring already");
    }
    return new RingContent(format, ringId, revision + 1, secret, more);
  }

  RingContent replacing(KeyId keyId, Key key) {
    var changed = new TreeMap<>(keys);
    if (changed.put(keyId, key) == null) {
      throw new IllegalArgumentException("key " + keyId + " is not in the ring");
    }
    return new RingContent(format, ringId, revision + 1, secret, changed);
  }

  public RingContent without(Collection<KeyId> keyIds) {
    var fewer = new TreeMap<>(keys);
    fewer.keySet().removeAll(keyIds);
    return new RingContent(format, ringId, revision + 1, secret, fewer);
  }
}
