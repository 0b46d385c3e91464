package dev.coffer.server.iam.identity;

import java.time.Instant;

/** A name under which a company files resources of its projects together. */
public record EnterpriseProject(
    String id,
    String domainId,
    String name,
    String description,
    boolean enabled,
    Instant createdAt,
    Instant updatedAt) {}
