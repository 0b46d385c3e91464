package dev.coffer.agent.volume.disk;

import dev.coffer.crypto.block.v1.BlockCipher;
import dev.coffer.crypto.block.v1.JournalRecord;
import dev.coffer.crypto.block.v1.JournalRecord.Kind;
import dev.coffer.crypto.block.v1.Layout;
import dev.coffer.crypto.block.v1.Place;
import java.io.IOException;
import java.util.Arrays;

/**
 * The bytes of one file and how they change: what overwrites goes to the journal, what adds to the
 * file. Guarded by the file's lock; room in the journal has been asked for before.
 */
final class Content {
  private final SealedFile file;
  private final Storage storage;
  private final BlockCipher cipher;
  private final Journal journal;
  private final PendingBlocks pending = new PendingBlocks();
  private final Blocks blocks;
  private final Dirt dirt;
  private long size;
  // Blocks from here on mean nothing to anybody, now or after a crash.
  private long unusedFrom;
  private long lastSequence;

  Content(
      SealedFile file, Storage storage, BlockCipher cipher, Journal journal, Dirt dirt, long size) {
    this.file = file;
    this.storage = storage;
    this.cipher = cipher;
    this.journal = journal;
    this.dirt = dirt;
    this.blocks = new Blocks(storage, cipher, pending);
    this.size = size;
    this.unusedFrom = Layout.blocks(size);
  }

  Blocks blocks() {
    return blocks;
  }

  PendingBlocks pending() {
    return pending;
  }

  long size() {
    return size;
  }

  long lastSequence() {
    return lastSequence;
  }

  int read(long offset, byte[] into, int length, Workspace workspace) throws IOException {
    if (offset >= size) {
      return 0;
    }
    int wanted = (int) Math.min(length, size - offset);
    long block = offset / Layout.BLOCK;
    int done = 0;
    while (done < wanted) {
      int within = (int) ((offset + done) % Layout.BLOCK);
      long left = Layout.blocks(within + (long) wanted - done);
      int run = blocks.open(block, (int) Math.min(left, Workspace.BLOCKS), workspace);
      int taken = Math.min(run * Layout.BLOCK - within, wanted - done);
      System.arraycopy(workspace.plain, within, into, done, taken);
      done += taken;
      block += run;
    }
    return wanted;
  }

  void write(long offset, byte[] data, int length, Workspace workspace) throws IOException {
    long first = offset / Layout.BLOCK;
    if (Layout.blocks(size) < first) {
      makeHoles(Layout.blocks(size), first, first * Layout.BLOCK, workspace);
    }
    writeBlocks(offset, data, length, workspace);
  }

  private void writeBlocks(long offset, byte[] data, int length, Workspace workspace)
      throws IOException {
    long first = offset / Layout.BLOCK;
    long end = Layout.blocks(offset + length);
    byte[] plain = data;
    if (offset % Layout.BLOCK != 0 || length % Layout.BLOCK != 0) {
      fillAround(offset, length, workspace);
      System.arraycopy(data, 0, workspace.plain, (int) (offset % Layout.BLOCK), length);
      plain = workspace.plain;
    }
    long sizeAfter = Math.max(size, offset + length);
    long block = first;
    while (block < end) {
      var target = blocks.target(block, (int) (end - block), unusedFrom, workspace);
      long runEnd = block + target.count();
      int at = Math.toIntExact((block - first) * Layout.BLOCK);
      long sizeThen = runEnd == end ? sizeAfter : Math.max(size, runEnd * Layout.BLOCK);
      store(target, block, new Source(plain, at), sizeThen, workspace);
      block = runEnd;
    }
  }

  private record Source(@SuppressWarnings("ArrayRecordComponent") byte[] plain, int at) {
    Place block(int index) {
      return new Place(plain, at + index * Layout.BLOCK);
    }
  }

  /** Puts what surrounds the new bytes in their first and last block into the workspace. */
  private void fillAround(long offset, int length, Workspace workspace) throws IOException {
    long first = offset / Layout.BLOCK;
    long last = Layout.blocks(offset + length) - 1;
    // The last one first: opening always lands at the beginning of the workspace.
    if (last != first && (offset + length) % Layout.BLOCK != 0) {
      openOrZero(last, workspace);
      int at = Math.toIntExact((last - first) * Layout.BLOCK);
      System.arraycopy(workspace.plain, 0, workspace.plain, at, Layout.BLOCK);
    }
    if (offset % Layout.BLOCK != 0 || last == first) {
      openOrZero(first, workspace);
    }
  }

  private void openOrZero(long block, Workspace workspace) throws IOException {
    if (block < Layout.blocks(size)) {
      blocks.open(block, 1, workspace);
    } else {
      Arrays.fill(workspace.plain, 0, Layout.BLOCK, (byte) 0);
    }
  }

  private void store(
      Blocks.Target target, long first, Source source, long sizeAfter, Workspace workspace)
      throws IOException {
    int count = target.count();
    byte[] record = workspace.record;
    int imagesAt = JournalRecord.imagesOffset(count);
    for (int i = 0; i < count; i++) {
      cipher.seal(
          first + i,
          source.block(i),
          new Place(record, imagesAt + i * Layout.BLOCK),
          new Place(record, JournalRecord.FIELDS + i * Layout.ENTRY));
    }
    writeInPlace(target, first, record);
    Kind kind = target.use() == Blocks.Use.LIVE ? Kind.IMAGES : Kind.FRESH;
    var appended = append(kind, first, count, sizeAfter, record);
    if (target.use() == Blocks.Use.UNUSED) {
      unusedFrom = first + count;
    } else {
      pending.add(appended, first, count, kind);
    }
  }

  private void writeInPlace(Blocks.Target target, long first, byte[] record) throws IOException {
    if (target.use() == Blocks.Use.LIVE) {
      return;
    }
    int count = target.count();
    int imagesAt = JournalRecord.imagesOffset(count);
    storage.write(Layout.blockOffset(first), record, imagesAt, count * Layout.BLOCK);
    if (target.use() == Blocks.Use.UNUSED) {
      int entries = JournalRecord.FIELDS;
      storage.write(Layout.entryOffset(first), record, entries, count * Layout.ENTRY);
    }
    // Only now: a sync that began before has not seen these writes.
    dirt.add();
  }

  private Journal.Appended append(Kind kind, long first, long count, long newSize, byte[] record)
      throws IOException {
    var appended = journal.append(file, kind, first, count, newSize, record);
    size = newSize;
    lastSequence = appended.sequence();
    pending.sizeIn(appended.segment(), newSize);
    return appended;
  }

  /** Makes blocks holes, and their entries at once where nobody can miss what they were. */
  private void makeHoles(long from, long to, long sizeAfter, Workspace workspace)
      throws IOException {
    long unused = Math.max(from, unusedFrom);
    if (unused < to) {
      blocks.sealHoles(unused, to, workspace);
      dirt.add();
    }
    var appended = append(Kind.HOLES, from, to - from, sizeAfter, workspace.record);
    pending.addHoles(appended.segment(), from, Math.min(to, unusedFrom));
    unusedFrom = Math.max(unusedFrom, to);
  }

  /** Makes blocks holes, as far as the file reaches. */
  void punch(long from, long to, Workspace workspace) throws IOException {
    makeHoles(from, Math.min(to, Layout.blocks(size)), size, workspace);
  }

  void truncate(long newSize, Workspace workspace) throws IOException {
    if (newSize > size) {
      grow(newSize, workspace);
    } else if (newSize < size) {
      cut(newSize, workspace);
    }
  }

  private void grow(long newSize, Workspace workspace) throws IOException {
    long from = Layout.blocks(size);
    long to = Layout.blocks(newSize);
    if (from < to) {
      makeHoles(from, to, newSize, workspace);
    } else {
      append(Kind.SIZE, 0, 0, newSize, workspace.record);
    }
  }

  private void cut(long newSize, Workspace workspace) throws IOException {
    int rest = (int) (newSize % Layout.BLOCK);
    long last = newSize / Layout.BLOCK;
    if (rest == 0) {
      append(Kind.SIZE, 0, 0, newSize, workspace.record);
    } else {
      blocks.open(last, 1, workspace);
      Arrays.fill(workspace.plain, rest, Layout.BLOCK, (byte) 0);
      var target = blocks.target(last, 1, unusedFrom, workspace);
      store(target, last, new Source(workspace.plain, 0), newSize, workspace);
    }
    pending.cut(Layout.blocks(newSize));
  }

  /** Gives back what lies behind the end, once no crash can ask for it any more. */
  void shrink() throws IOException {
    long used = Layout.blocks(size);
    if (pending.isEmpty() && used < unusedFrom) {
      storage.truncate(Layout.sealedLength(used));
      unusedFrom = used;
    }
  }
}
