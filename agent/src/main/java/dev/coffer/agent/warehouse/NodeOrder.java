package dev.coffer.agent.warehouse;

import dev.coffer.agent.Arguments;
import dev.coffer.agent.Exposure;
import dev.coffer.agent.Id;
import dev.coffer.crypto.secret.SecretBytes;
import java.util.OptionalInt;

/**
 * A warehouse node to make. Without a port the agent finds a free one. Our own superuser {@code
 * coffer} is proven with a secret of any bytes and comes from this host alone; the secret stays the
 * caller's, to close.
 */
public record NodeOrder(
    String nodeId, Exposure exposure, OptionalInt port, SecretBytes superuserSecret) {
  public NodeOrder {
    Id.require(nodeId);
    port.ifPresent(Arguments::requireOwnPort);
  }
}
