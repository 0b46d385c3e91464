package dev.coffer.crypto.block.v1;

/**
 * Where things lie in a sealed file: a header, then groups of one page of entries and the 170
 * blocks they belong to. Sizes in bytes, blocks counted from zero.
 */
public final class Layout {
  /** The database page of PostgreSQL. */
  public static final int BLOCK = 8192;

  /** What a block needs beside its ciphertext. */
  public static final int ENTRY = 48;

  /** Blocks that share a page of entries: as many entries as fit into a page. */
  public static final int GROUP = BLOCK / ENTRY;

  /** One page of the machine, so that blocks do not straddle more pages than they must. */
  public static final int HEADER = 4096;

  private static final long GROUP_SPAN = (1L + GROUP) * BLOCK;

  private Layout() {}

  public static long entryOffset(long block) {
    return groupOffset(block) + block % GROUP * ENTRY;
  }

  public static long blockOffset(long block) {
    return groupOffset(block) + BLOCK + block % GROUP * BLOCK;
  }

  private static long groupOffset(long block) {
    return HEADER + block / GROUP * GROUP_SPAN;
  }

  /** Blocks that a file of this size has. */
  public static long blocks(long size) {
    return size / BLOCK + (size % BLOCK == 0 ? 0 : 1);
  }

  /** Length of the sealed file of so many blocks, if the last of them is no hole. */
  public static long sealedLength(long blocks) {
    return blocks == 0 ? HEADER : blockOffset(blocks - 1) + BLOCK;
  }

  /** How many of {@code count} blocks from this one on lie side by side. */
  public static int adjacent(long block, long count) {
    return (int) Math.min(count, GROUP - block % GROUP);
  }
}
