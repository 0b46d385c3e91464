package dev.coffer.server.iam.identity;

import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.UserId;
import java.time.Instant;

/**
 * A user of a domain. One that is not enabled is refused whatever it presents.
 *
 * @param resetAsked whether a console should ask for another password at the first login; calls are
 *     admitted either way
 */
public record User(
    UserId id,
    DomainId domainId,
    String name,
    boolean enabled,
    Instant passwordSetAt,
    String description,
    boolean resetAsked,
    Instant createdAt) {}
