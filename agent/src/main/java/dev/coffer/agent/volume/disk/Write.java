package dev.coffer.agent.volume.disk;

import dev.coffer.crypto.block.v1.BlockCipher;
import dev.coffer.crypto.block.v1.Layout;
import dev.coffer.crypto.block.v1.Place;

/** Bytes for a place of a file: whole blocks, and edges that share theirs with what is there. */
record Write(long offset, @SuppressWarnings("ArrayRecordComponent") byte[] data, int length) {

  long endOffset() {
    return offset + length;
  }

  long first() {
    return offset / Layout.BLOCK;
  }

  long end() {
    return Layout.blocks(endOffset());
  }

  int count() {
    return (int) (end() - first());
  }

  private long wholeFrom() {
    return Layout.blocks(offset);
  }

  private long wholeTo() {
    return endOffset() / Layout.BLOCK;
  }

  void sealWhole(BlockCipher cipher, Outgoing outgoing) {
    outgoing.draw(count());
    for (long block = wholeFrom(); block < wholeTo(); block++) {
      int at = Math.toIntExact(block * Layout.BLOCK - offset);
      outgoing.seal((int) (block - first()), cipher, block, new Place(data, at));
    }
  }

  /** Blocks of which it fills only a part. */
  long[] edges() {
    boolean cutFirst = offset % Layout.BLOCK != 0;
    boolean cutLast = endOffset() % Layout.BLOCK != 0;
    long last = end() - 1;
    if (cutFirst && cutLast && last != first()) {
      return new long[] {first(), last};
    }
    if (cutFirst) {
      return new long[] {first()};
    }
    return cutLast ? new long[] {last} : new long[0];
  }

  /** Puts its part of a block over what that was. */
  void overlay(long block, byte[] plain) {
    long start = block * Layout.BLOCK;
    long from = Math.max(start, offset);
    long to = Math.min(start + Layout.BLOCK, endOffset());
    System.arraycopy(data, (int) (from - offset), plain, (int) (from - start), (int) (to - from));
  }
}
