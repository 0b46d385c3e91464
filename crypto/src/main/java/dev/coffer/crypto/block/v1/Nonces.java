package dev.coffer.crypto.block.v1;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * Nonces that repeat under no key: 64 random bits drawn when a volume is opened, and again after
 * each 2^32 writes, then a counter. A stored counter alone would repeat where a volume is cloned or
 * put back to an older state; random nonces alone would run into the bound of 2^32 messages.
 */
final class Nonces {
  private final SecureRandom random;
  private long prefix;
  private int counter;

  Nonces(SecureRandom random) {
    this.random = random;
  }

  synchronized void next(byte[] out, int offset) {
    // Zero is what the entry of a hole begins with.
    while (counter == 0 && (prefix = random.nextLong()) == 0) {}
    ByteBuffer.wrap(out, offset, Long.BYTES + Integer.BYTES).putLong(prefix).putInt(counter++);
  }
}
