package dev.coffer.server.iam.identity;

import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.UserId;
import java.time.Instant;
import java.util.Set;

/** Users of a domain that are given roles together. */
public record Group(
    String id,
    DomainId domainId,
    String name,
    String description,
    Instant createdAt,
    Set<UserId> members) {
  public Group {
    members = Set.copyOf(members);
  }
}
