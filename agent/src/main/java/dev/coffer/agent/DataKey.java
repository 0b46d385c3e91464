package dev.coffer.agent;

import dev.coffer.crypto.secret.SecretBytes;

/**
 * A data key that stays with the caller until what works with it asks for it. What lies between
 * passes it on and forgets it.
 */
@FunctionalInterface
public interface DataKey {
  /** A copy, to be closed by who asked. */
  SecretBytes open();
}
