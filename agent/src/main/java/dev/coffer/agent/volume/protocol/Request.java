package dev.coffer.agent.volume.protocol;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What the kernel asks, in the memory it was read into; valid until the thread reads the next. */
public final class Request {
  static final int HEADER = 40;

  private final MemorySegment bytes;
  private int length;

  public Request(MemorySegment bytes) {
    this.bytes = bytes;
  }

  public MemorySegment bytes() {
    return bytes;
  }

  public void received(int newLength) {
    length = newLength;
  }

  public int opcode() {
    return bytes.get(ValueLayout.JAVA_INT, 4);
  }

  public long unique() {
    return bytes.get(ValueLayout.JAVA_LONG, 8);
  }

  public long node() {
    return bytes.get(ValueLayout.JAVA_LONG, 16);
  }

  public int uid() {
    return bytes.get(ValueLayout.JAVA_INT, 24);
  }

  public int gid() {
    return bytes.get(ValueLayout.JAVA_INT, 28);
  }

  /** A field of the body, by its offset there. */
  public int integer(int at) {
    return bytes.get(ValueLayout.JAVA_INT_UNALIGNED, HEADER + at);
  }

  public long number(int at) {
    return bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, HEADER + at);
  }

  /** The zero-terminated name at an offset of the body. */
  public byte[] name(int at) {
    long start = (long) HEADER + at;
    long end = start;
    while (bytes.get(ValueLayout.JAVA_BYTE, end) != 0) {
      end++;
    }
    return bytes.asSlice(start, end - start).toArray(ValueLayout.JAVA_BYTE);
  }

  public void copy(int at, byte[] into, int count) {
    if (HEADER + at + count > length) {
      throw new IllegalArgumentException("a request of %d bytes lacks data".formatted(length));
    }
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, HEADER + at, into, 0, count);
  }
}
