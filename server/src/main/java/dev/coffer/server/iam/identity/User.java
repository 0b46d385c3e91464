package dev.coffer.server.iam.identity;

import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.UserId;
import java.time.Instant;

/** A user of a domain. One that is not enabled is refused whatever it presents. */
public record User(
    UserId id, DomainId domainId, String name, boolean enabled, Instant passwordSetAt) {}
