package dev.coffer.server.iam.identity;

import java.time.Instant;
import java.util.Set;

/** Users of a domain that are given roles together. */
public record Group(
    String id,
    String domainId,
    String name,
    String description,
    Instant createdAt,
    Set<String> members) {
  public Group {
    members = Set.copyOf(members);
  }
}
