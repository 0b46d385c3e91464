package dev.coffer.server.iam.identity;

import dev.coffer.server.id.DomainId;

/** An account: it owns projects and users. */
public record Domain(DomainId id, String name) {}
