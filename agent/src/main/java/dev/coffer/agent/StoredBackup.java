package dev.coffer.agent;

import dev.coffer.crypto.envelope.v1.Wrapping;
import dev.coffer.crypto.secret.SecretBytes;
import java.util.List;

/**
 * A backup to read, and what the caller knows of it. Whether it is sealed is the caller's word, not
 * the store's: who can write the store could otherwise pass off a backup of their own as plain.
 */
public record StoredBackup(String backupId, Opening opening) {
  public StoredBackup {
    Id.require(backupId);
  }

  /** How a backup is opened. */
  public sealed interface Opening {
    record Plain() implements Opening {}

    record Sealed(Unwrap unwrap) implements Opening {}
  }

  /**
   * Finds the data key in one of a backup's wrappings. What it throws comes out of the request that
   * needed it; what it returns is closed by the agent. The trap: the wrappings are not
   * authenticated yet, so only a key id that this backup may have been wrapped under should be
   * accepted.
   */
  public interface Unwrap {
    SecretBytes unwrap(List<Wrapping> wrappings);
  }
}
