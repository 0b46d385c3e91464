package dev.coffer.server.iam.directory;

import dev.coffer.server.iam.policy.Policy;
import dev.coffer.server.id.DomainId;
import java.time.Instant;
import java.util.Optional;

/**
 * A policy with a name, to be given to users, groups and agencies.
 *
 * @param domainId whose it is; empty for one that comes with the server
 */
public record Role(
    String id,
    Optional<DomainId> domainId,
    String name,
    String description,
    Policy policy,
    Instant createdAt,
    Instant updatedAt) {

  boolean isOpenTo(DomainId domain) {
    return domainId.isEmpty() || domainId.get().equals(domain);
  }
}
