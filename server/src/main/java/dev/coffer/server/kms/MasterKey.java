package dev.coffer.server.kms;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known about a master key.
 *
 * @param deletionAt when it will be gone; present exactly while it is pending deletion
 */
public record MasterKey(
    String keyId,
    Owner owner,
    String alias,
    String description,
    KeySpec spec,
    KeyState state,
    Instant createdAt,
    Optional<Instant> deletionAt) {

  /** Whose key it is. */
  public record Owner(String projectId, String domainId, String enterpriseProjectId) {}

  public KeyUsage usage() {
    return KeyUsage.ENCRYPT_DECRYPT;
  }
}
