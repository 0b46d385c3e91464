package dev.coffer.server.iam.identity;

/** An account: it owns projects and users. */
public record Domain(String id, String name) {}
