package dev.coffer.server.iam.identity;

import dev.coffer.server.id.DomainId;
import java.time.Instant;

/** A name under which a company files resources of its projects together. */
public record EnterpriseProject(
    String id,
    DomainId domainId,
    String name,
    String description,
    boolean enabled,
    Instant createdAt,
    Instant updatedAt) {}
