package dev.coffer.agent;

import dev.coffer.crypto.secret.SecretBytes;
import java.util.OptionalInt;

/**
 * An instance to make. The administrator is {@code root} from everywhere; the control account is
 * {@code coffer} from this host alone, proven with a secret of any bytes that comes back with every
 * request that needs it. Without a port the agent finds a free one.
 */
public record Provision(
    String instanceId,
    String bindAddress,
    OptionalInt port,
    SecretBytes administratorPassword,
    SecretBytes controlSecret) {
  public Provision {
    Id.require(instanceId);
    if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > 65535)) {
      throw new IllegalArgumentException("not a port: " + port.getAsInt());
    }
  }
}
