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
    Suite suite, SecretBytes dataKey, List<Wrapping> wrappings, BooleanSupplier stillUsable) {
  public Sealing {
    wrappings = List.copyOf(wrappings);
    if (wrappings.isEmpty()) {
      throw new IllegalArgumentException("a sealed backup that no key opens");
    }
    if (dataKey.length() != suite.keyLength()) {
      throw new IllegalArgumentException(
          "a data key of %d bytes for %s".formatted(dataKey.length(), suite));
    }
  }
}
