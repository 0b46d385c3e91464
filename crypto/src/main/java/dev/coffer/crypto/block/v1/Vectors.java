package dev.coffer.crypto.block.v1;

import dev.coffer.crypto.cipher.KernelRandom;

/**
 * What blocks are sealed with beside the key: 128 bits each, drawn from the kernel for each write
 * once its bytes are here. Whoever resumes the same memory twice either sealed the same bytes or
 * draws anew.
 */
public final class Vectors {
  public static final int LENGTH = 16;

  /** Zeroes at the end are what nonces of version 1 have there, and the marks of holes. */
  private static final int NEVER_ZERO = 4;

  private Vectors() {}

  /** Fills the beginning of an array with so many of them. */
  public static void draw(byte[] out, int count) {
    KernelRandom.fill(out, 0, count * LENGTH);
    for (int at = 0; at < count * LENGTH; at += LENGTH) {
      while (isShort(new Place(out, at))) {
        KernelRandom.fill(out, at, LENGTH);
      }
    }
  }

  /** Whether it is a nonce of 12 bytes, as version 1 wrote them. */
  static boolean isShort(Place vector) {
    return vector.plus(LENGTH - NEVER_ZERO).isZero(NEVER_ZERO);
  }
}
