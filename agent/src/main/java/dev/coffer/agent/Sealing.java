package dev.coffer.agent;

import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.envelope.v1.Wrapping;
import dev.coffer.crypto.secret.SecretBytes;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * How a backup is sealed: with a data key of its own, wrapped at least once. Whether the wrapping
 * key may still be used is asked about every second and once more before the backup is committed,
 * from a thread of the agent's.
 */
public record Sealing(
    Suite suite, DataKey dataKey, List<Wrapping> wrappings, BooleanSupplier stillUsable) {
  private static final int MOST_WRAPPINGS = 64;
  private static final int LONGEST_NAME = 1024;
  private static final int LONGEST_WRAPPED = 4096;

  public Sealing {
    wrappings = List.copyOf(wrappings);
    if (wrappings.isEmpty() || wrappings.size() > MOST_WRAPPINGS) {
      throw new IllegalArgumentException(
          "%d keys open a sealed backup, not 1 to %d".formatted(wrappings.size(), MOST_WRAPPINGS));
    }
    wrappings.forEach(Sealing::require);
  }

  /**
   * The data key, which the caller closes.
   *
   * @throws IllegalArgumentException where it is not one of the suite
   */
  public SecretBytes openKey() {
    SecretBytes key = dataKey.open();
    if (key.length() != suite.keyLength()) {
      key.close();
      throw new IllegalArgumentException(
          "a data key of %d bytes for %s".formatted(key.length(), suite));
    }
    return key;
  }

  private static void require(Wrapping wrapping) {
    Arguments.requireLine("key id", wrapping.keyId(), LONGEST_NAME);
    Arguments.requireLine("key version", wrapping.keyVersion(), LONGEST_NAME);
    Arguments.requireLine("wrapped key", wrapping.wrapped(), LONGEST_WRAPPED);
  }
}
