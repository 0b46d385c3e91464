package dev.coffer.server.iam.policy;

import dev.coffer.server.iam.identity.RoleScope;

/** A policy that counts for a principal in some place, by its id. */
public record HeldPolicy(String id, Policy policy, RoleScope place) {
  public HeldPolicy(String id, Policy policy) {
    this(id, policy, new RoleScope.Everywhere());
  }
}
