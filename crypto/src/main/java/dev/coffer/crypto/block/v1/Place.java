package dev.coffer.crypto.block.v1;

import java.util.Arrays;

/** A place in an array, for blocks and entries to be read from or written to. */
public final class Place {
  private final byte[] array;
  private final int offset;

  public Place(byte[] array, int offset) {
    this.array = array;
    this.offset = offset;
  }

  public static Place start(byte[] array) {
    return new Place(array, 0);
  }

  byte[] array() {
    return array;
  }

  int offset() {
    return offset;
  }

  public Place plus(int distance) {
    return new Place(array, offset + distance);
  }

  boolean isZero(int length) {
    int sum = 0;
    for (int i = offset; i < offset + length; i++) {
      sum |= array[i];
    }
    return sum == 0;
  }

  void clear(int length) {
    Arrays.fill(array, offset, offset + length, (byte) 0);
  }
}
