package dev.coffer.agent.database;

import dev.coffer.agent.Id;
import dev.coffer.crypto.secret.SecretBytes;

/**
 * A change that the administrator of an instance makes, with no more rights than that one has.
 *
 * @param administratorPassword stays the caller's, to close
 */
public record DatabaseOrder(
    String instanceId, SecretBytes administratorPassword, DatabaseChange change) {
  public DatabaseOrder {
    Id.require(instanceId);
  }
}
