package dev.coffer.agent;

import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.crypto.secret.SecretBytes;

/**
 * What a node's volume is sealed with. The data key is the caller's to close; where the work goes
 * on after the volume is open, the host closes it before.
 */
public record VolumeKey(BlockSuite suite, SecretBytes dataKey) {
  public VolumeKey {
    if (dataKey.length() != suite.keyLength()) {
      throw new IllegalArgumentException(
          "a data key of %d bytes for %s".formatted(dataKey.length(), suite));
    }
  }
}
