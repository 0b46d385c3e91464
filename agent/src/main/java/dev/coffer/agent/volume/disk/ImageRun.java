package dev.coffer.agent.volume.disk;

import dev.coffer.crypto.block.v1.Layout;
import java.io.IOException;

/** Carries images from a journal to their file, neighbours in one go. */
final class ImageRun {
  private final Storage file;
  private final Storage journal;
  private final byte[] buffer;
  private long first;
  private long readFrom;
  private int unread;
  private int count;

  ImageRun(Storage file, Storage journal, byte[] buffer) {
    this.file = file;
    this.journal = journal;
    this.buffer = buffer;
  }

  void add(long block, long imageAt) throws IOException {
    if (count > 0 && (block != first + count || count == Workspace.BLOCKS)) {
      flush();
    }
    if (count == 0) {
      first = block;
    }
    if (unread > 0 && imageAt != readFrom + (long) unread * Layout.BLOCK) {
      fetch();
    }
    if (unread == 0) {
      readFrom = imageAt;
    }
    unread++;
    count++;
  }

  private void fetch() throws IOException {
    int at = (count - unread) * Layout.BLOCK;
    Blocks.readWhole(journal, readFrom, buffer, at, unread * Layout.BLOCK);
    unread = 0;
  }

  void flush() throws IOException {
    if (count > 0) {
      fetch();
      file.write(Layout.blockOffset(first), buffer, 0, count * Layout.BLOCK);
      count = 0;
    }
  }
}
