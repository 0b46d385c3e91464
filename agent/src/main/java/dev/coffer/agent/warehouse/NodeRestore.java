package dev.coffer.agent.warehouse;

import dev.coffer.agent.StoredBackup;
import dev.coffer.agent.VolumeKey;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A node to make of a captured one.
 *
 * @param order with the secret of the captured node
 * @param version the engine's when it was captured; another major version does not read the data
 * @param volumeKey what its volume is sealed with, if it shall rest on one
 */
public record NodeRestore(
    NodeOrder order,
    String version,
    Optional<VolumeKey> volumeKey,
    StoredBackup base,
    StoredBackup log) {
  private static final Pattern VERSION = Pattern.compile("\\d{1,3}\\.\\d{1,4}");

  public NodeRestore {
    if (!VERSION.matcher(version).matches()) {
      throw new IllegalArgumentException("not a version of PostgreSQL: " + version);
    }
  }
}
