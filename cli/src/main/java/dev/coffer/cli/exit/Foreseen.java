package dev.coffer.cli.exit;

/** A failure that its message explains to the operator. */
public interface Foreseen {}
