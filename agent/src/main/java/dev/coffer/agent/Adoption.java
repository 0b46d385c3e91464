package dev.coffer.agent;

/** What a running engine said of itself when it was found fit for adoption. */
public record Adoption(String version, int port) {}
