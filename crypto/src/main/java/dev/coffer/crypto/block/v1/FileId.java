package dev.coffer.crypto.block.v1;

import dev.coffer.crypto.cipher.KernelRandom;
import java.nio.ByteBuffer;

/** 128 random bits: the name that a file, a directory or a volume keeps for life. */
public record FileId(long high, long low) {
  public static final int LENGTH = 16;

  public static FileId random() {
    byte[] bytes = new byte[LENGTH];
    KernelRandom.fill(bytes, 0, LENGTH);
    return read(ByteBuffer.wrap(bytes));
  }

  public static FileId read(ByteBuffer from) {
    return new FileId(from.getLong(), from.getLong());
  }

  public void write(ByteBuffer to) {
    to.putLong(high).putLong(low);
  }

  public byte[] bytes() {
    return ByteBuffer.allocate(LENGTH).putLong(high).putLong(low).array();
  }

  @Override
  public String toString() {
    return "%016x%016x".formatted(high, low);
  }
}
