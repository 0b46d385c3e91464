package dev.coffer.agent.volume.disk;

import dev.coffer.crypto.block.v1.Layout;
import dev.coffer.crypto.block.v2.JournalRecord;

/** Scratch space of one thread, made once: requests allocate nothing of their size. */
public final class Workspace {
  /** The longest read or write. */
  public static final int LONGEST = 1 << 20;

  /** Blocks that the longest write can touch, not being aligned. */
  static final int BLOCKS = LONGEST / Layout.BLOCK + 1;

  final byte[] plain = new byte[BLOCKS * Layout.BLOCK];
  final byte[] record = new byte[JournalRecord.imagesOffset(BLOCKS) + BLOCKS * Layout.BLOCK];
  final byte[] entries = new byte[Math.max(BLOCKS, Layout.GROUP) * Layout.ENTRY];
  final Outgoing outgoing = new Outgoing();
}
