package dev.coffer.agent.warehouse;

import dev.coffer.agent.ForeignPlace;
import dev.coffer.agent.Id;
import dev.coffer.agent.Superuser;
import dev.coffer.crypto.secret.SecretBytes;
import java.util.Optional;

/**
 * A node, and what opens it for us.
 *
 * @param foreign where it is as long as another user runs it
 */
public record NodeAccess(String nodeId, Superuser superuser, Optional<ForeignPlace> foreign) {
  public NodeAccess {
    Id.require(nodeId);
  }

  /** A node that we made. */
  public NodeAccess(String nodeId, SecretBytes superuserSecret) {
    this(nodeId, new Superuser.Own(superuserSecret), Optional.empty());
  }
}
