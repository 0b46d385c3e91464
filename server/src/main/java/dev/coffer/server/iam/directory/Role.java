package dev.coffer.server.iam.directory;

import dev.coffer.server.iam.policy.Policy;
import dev.coffer.server.id.DomainId;
import java.time.Instant;
import java.util.Optional;

/**
 * A policy with a name, to be given to users, groups and agencies.
 *
 * @param domainId whose it is; empty for one that comes with the server
 * @param type the vendor's word for where it is meant to be given: {@code AX} in the domain, {@code
 *     XA} in projects, {@code AA} in both. It can be given in either, whatever it says.
 */
public record Role(
    String id,
    Optional<DomainId> domainId,
    String name,
    String description,
    String type,
    Policy policy,
    Instant createdAt,
    Instant updatedAt) {
  public static final String EVERYWHERE = "AA";

  boolean isOpenTo(DomainId domain) {
    return domainId.isEmpty() || domainId.get().equals(domain);
  }
}
