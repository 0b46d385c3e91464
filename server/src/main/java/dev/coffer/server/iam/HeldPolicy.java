package dev.coffer.server.iam;

/** A policy that counts for a user, by its id. */
public record HeldPolicy(String id, Policy policy) {}
