package dev.coffer.agent.volume.protocol;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What is answered, put together field by field in memory of its own. */
public final class Reply {
  static final int HEADER = 16;

  private final MemorySegment bytes;
  private int length = HEADER;

  public Reply(MemorySegment bytes) {
    this.bytes = bytes;
  }

  public MemorySegment bytes() {
    return bytes;
  }

  public int length() {
    return length;
  }

  public int bodyLength() {
    return length - HEADER;
  }

  public void clear() {
    length = HEADER;
  }

  /** Takes back what was put behind a body of this length. */
  public void cutTo(int bodyLength) {
    length = HEADER + bodyLength;
  }

  public void finish(long unique, int error) {
    if (error != 0) {
      clear();
    }
    bytes.set(ValueLayout.JAVA_INT, 0, length);
    bytes.set(ValueLayout.JAVA_INT, 4, -error);
    bytes.set(ValueLayout.JAVA_LONG, 8, unique);
  }

  public Reply integer(int value) {
    bytes.set(ValueLayout.JAVA_INT_UNALIGNED, length, value);
    length += Integer.BYTES;
    return this;
  }

  public Reply number(long value) {
    bytes.set(ValueLayout.JAVA_LONG_UNALIGNED, length, value);
    length += Long.BYTES;
    return this;
  }

  public Reply bytes(byte[] from, int count) {
    MemorySegment.copy(from, 0, bytes, ValueLayout.JAVA_BYTE, length, count);
    length += count;
    return this;
  }

  public Reply zeroes(int count) {
    bytes.asSlice(length, count).fill((byte) 0);
    length += count;
    return this;
  }

  /** Fills up to the alignment that directory entries have. */
  public Reply align() {
    return zeroes(-bodyLength() & 7);
  }
}
