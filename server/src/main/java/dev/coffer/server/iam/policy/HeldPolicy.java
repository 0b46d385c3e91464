package dev.coffer.server.iam.policy;

import dev.coffer.server.iam.identity.Place;

/** A policy that counts for a principal in some place, by its id. */
public record HeldPolicy(String id, Policy policy, Place place) {
  public HeldPolicy(String id, Policy policy) {
    this(id, policy, new Place.Everywhere());
  }
}
