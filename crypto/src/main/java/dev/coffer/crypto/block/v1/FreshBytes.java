package dev.coffer.crypto.block.v1;

import java.security.SecureRandom;
import java.util.Arrays;

/** Random bytes drawn by the page: one at a time the generator costs as much as the cipher. */
final class FreshBytes {
  private static final int PAGE = 4096;

  private final SecureRandom random;
  private final byte[] page = new byte[PAGE];
  private int used = PAGE;

  FreshBytes(SecureRandom random) {
    this.random = random;
  }

  synchronized void next(byte[] out, int offset, int length) {
    if (used + length > PAGE) {
      random.nextBytes(page);
      used = 0;
    }
    System.arraycopy(page, used, out, offset, length);
    Arrays.fill(page, used, used + length, (byte) 0);
    used += length;
  }
}
