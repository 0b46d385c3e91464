package dev.coffer.server.kms.ring;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.coffer.server.id.BackupId;
import dev.coffer.server.id.ClusterId;
import dev.coffer.server.id.SnapshotId;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a service's data key is for: it is bound to the wrapped key, which opens for the same
 * purpose and resource only.
 *
 * @param resource the id of what is sealed with the key
 */
public record KeyContext(Purpose purpose, String resource) {
  private static final Pattern RESOURCE = Pattern.compile("[0-9A-Za-z-]{1,64}");

  public KeyContext {
    if (!RESOURCE.matcher(resource).matches()) {
      throw new IllegalArgumentException("no id of a resource: " + resource);
    }
  }

  /** The kinds of resources that are sealed with data keys of their own. */
  public enum Purpose {
    BACKUP,
    SNAPSHOT,
    /** The volume that an instance lies on. */
    INSTANCE,
    /** The key of a cluster, which seals the data key of its volumes. */
    CLUSTER
  }

  public static KeyContext backup(BackupId id) {
    return new KeyContext(Purpose.BACKUP, id.value());
  }

  public static KeyContext snapshot(SnapshotId id) {
    return new KeyContext(Purpose.SNAPSHOT, id.value());
  }

  public static KeyContext instance(String id) {
    return new KeyContext(Purpose.INSTANCE, id);
  }

  public static KeyContext cluster(ClusterId id) {
    return new KeyContext(Purpose.CLUSTER, id.value());
  }

  /** ASCII of at most 128 characters, the most that the vendor's KMS authenticates. */
  public String text() {
    return "coffer data key v1 " + purpose.name().toLowerCase(Locale.ROOT) + " " + resource;
  }

  public byte[] bytes() {
    return text().getBytes(US_ASCII);
  }
}
