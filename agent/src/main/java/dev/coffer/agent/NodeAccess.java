package dev.coffer.agent;

import dev.coffer.crypto.secret.SecretBytes;

/** A node, and what opens it for our superuser; the secret stays the caller's, to close. */
public record NodeAccess(String nodeId, SecretBytes superuserSecret) {
  public NodeAccess {
    Id.require(nodeId);
  }
}
