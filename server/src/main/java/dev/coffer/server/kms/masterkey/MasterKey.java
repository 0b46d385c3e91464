package dev.coffer.server.kms.masterkey;

import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.kms.ring.KeySpec;
import dev.coffer.server.kms.ring.KeyUsage;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.mapper.Nested;
import org.jdbi.v3.core.mapper.PropagateNull;
import org.jdbi.v3.core.mapper.reflect.ColumnName;

/**
 * What is known about a master key.
 *
 * @param deletionAt when it will be gone; present exactly while it is pending deletion
 * @param expiresAt when imported material is to be removed, where its owner set a time
 * @param rotation present while it rotates by itself
 */
public record MasterKey(
    KeyId keyId,
    @Nested Owner owner,
    String alias,
    String description,
    KeySpec spec,
    @ColumnName("key_usage") KeyUsage usage,
    KeyOrigin origin,
    KeyState state,
    Instant createdAt,
    Optional<Instant> deletionAt,
    Optional<Instant> expiresAt,
    @Nested Optional<Rotation> rotation) {
  /** Aliases that end so belong to the keys that services make. */
  static final String DEFAULT_KEY = "/default";

  /** Whose key it is. */
  public record Owner(ProjectId projectId, DomainId domainId, String enterpriseProjectId) {}

  /** Rotation by itself, every so many days from a moment on. */
  public record Rotation(
      @ColumnName("rotation_since") @PropagateNull Instant since,
      @ColumnName("rotation_days") int days) {}

  /** Whether a service made it for a project; its users cannot change it. */
  public boolean isDefault() {
    return alias.endsWith(DEFAULT_KEY);
  }
}
