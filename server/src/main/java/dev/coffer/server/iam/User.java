package dev.coffer.server.iam;

/** A user of a domain. One that is not enabled is refused whatever it presents. */
public record User(String id, String domainId, String name, boolean enabled) {}
