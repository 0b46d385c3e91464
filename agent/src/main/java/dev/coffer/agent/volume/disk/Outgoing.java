package dev.coffer.agent.volume.disk;

import dev.coffer.crypto.block.v1.BlockCipher;
import dev.coffer.crypto.block.v1.Layout;
import dev.coffer.crypto.block.v1.Place;
import dev.coffer.crypto.block.v1.Vectors;
import dev.coffer.crypto.block.v2.JournalRecord;

/**
 * The sealed blocks of one write, side by side, each with its entry. The head of a record is put
 * right in front of its first image, so that both go out as one. The trap: the head of a later
 * block overwrites images before it, so blocks have to leave in order.
 */
final class Outgoing {
  private static final int IMAGES = JournalRecord.imagesOffset(Workspace.BLOCKS);

  private final byte[] bytes = new byte[IMAGES + Workspace.BLOCKS * Layout.BLOCK];
  private final byte[] vectors = new byte[Workspace.BLOCKS * Vectors.LENGTH];
  private final byte[] entries = new byte[Workspace.BLOCKS * Layout.ENTRY];

  /** Draws what so many blocks are sealed with; their bytes have to be here already. */
  void draw(int count) {
    Vectors.draw(vectors, count);
  }

  void seal(int index, BlockCipher cipher, long block, Place plain) {
    cipher.seal(
        block,
        plain,
        new Place(bytes, imageAt(index)),
        new Place(entries, index * Layout.ENTRY),
        new Place(vectors, index * Vectors.LENGTH));
  }

  byte[] bytes() {
    return bytes;
  }

  int imageAt(int index) {
    return IMAGES + index * Layout.BLOCK;
  }

  /** Puts the entries of some blocks where those of a record about them stand. */
  int headOf(int index, int count) {
    int head = imageAt(index) - JournalRecord.imagesOffset(count);
    int at = head + JournalRecord.FIELDS;
    System.arraycopy(entries, index * Layout.ENTRY, bytes, at, count * Layout.ENTRY);
    return head;
  }
}
