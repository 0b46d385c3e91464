package dev.coffer.agent;

import dev.coffer.crypto.secret.SecretBytes;

/** Whom a node lets do everything; what proves it stays the caller's, to close. */
public sealed interface Superuser {
  /** In bytes; PostgreSQL's NAMEDATALEN - 1. */
  int LONGEST_NAME = 63;

  /** Our own role, proven with a secret of any bytes. */
  record Own(SecretBytes secret) implements Superuser {}

  /** A role that the node's owner made, with its password. */
  record Given(String role, SecretBytes password) implements Superuser {
    public Given {
      Arguments.requireName("role", role);
    }
  }
}
