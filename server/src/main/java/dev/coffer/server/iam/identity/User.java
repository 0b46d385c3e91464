package dev.coffer.server.iam.identity;

import java.time.Instant;

/** A user of a domain. One that is not enabled is refused whatever it presents. */
public record User(
    String id, String domainId, String name, boolean enabled, Instant passwordSetAt) {}
