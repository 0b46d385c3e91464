package dev.coffer.agent.volume.disk;

import dev.coffer.crypto.block.v1.BlockCipher;
import dev.coffer.crypto.block.v1.Layout;
import dev.coffer.crypto.block.v1.Place;
import dev.coffer.crypto.block.v2.JournalRecord;
import dev.coffer.crypto.block.v2.JournalRecord.Kind;
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
  private final UnsyncedChanges unsynced;
  private long size;
  // Blocks from here on have no meaning, now or after a crash.
  private long unusedFrom;
  private long lastSequence;
  // The last record whose blocks are in the file alone.
  private long lastFresh;

  Content(
      SealedFile file,
      Storage storage,
      BlockCipher cipher,
      Journal journal,
      UnsyncedChanges unsynced,
      long size) {
    this.file = file;
    this.storage = storage;
    this.cipher = cipher;
    this.journal = journal;
    this.unsynced = unsynced;
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

  long lastFresh() {
    return lastFresh;
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
      int whole = Math.min((wanted - done) / Layout.BLOCK, Workspace.BLOCKS);
      if (within == 0 && whole > 0) {
        int run = blocks.open(block, whole, workspace, new Place(into, done));
        done += run * Layout.BLOCK;
        block += run;
      } else {
        int _ = blocks.open(block, 1, workspace, Place.start(workspace.plain));
        int taken = Math.min(Layout.BLOCK - within, wanted - done);
        System.arraycopy(workspace.plain, within, into, done, taken);
        done += taken;
        block++;
      }
    }
    return wanted;
  }

  /** Writes what has been sealed of it, and seals the rest. A failure leaves the size. */
  void write(Write write, Workspace workspace) throws IOException {
    long sizeBefore = size;
    try {
      tryToWrite(write, workspace);
    } catch (IOException e) {
      giveBack(sizeBefore, workspace, e);
      throw e;
    }
  }

  /** After a shortage: what was added until then would never be asked for. */
  private void giveBack(long sizeBefore, Workspace workspace, IOException failure) {
    if (!Shortage.isOne(failure)) {
      return;
    }
    try {
      if (size > sizeBefore) {
        cut(sizeBefore, workspace);
      }
      storage.truncate(Layout.sealedLength(unusedFrom));
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private void tryToWrite(Write write, Workspace workspace) throws IOException {
    long first = write.first();
    if (Layout.blocks(size) < first) {
      makeHoles(Layout.blocks(size), first, first * Layout.BLOCK, workspace);
    }
    for (long block : write.edges()) {
      openOrZero(block, workspace);
      write.overlay(block, workspace.plain);
      seal((int) (block - first), block, workspace);
    }
    long sizeAfter = Math.max(size, write.endOffset());
    long block = first;
    while (block < write.end()) {
      var target = blocks.target(block, (int) (write.end() - block), unusedFrom, workspace);
      long runEnd = block + target.count();
      long sizeThen = runEnd == write.end() ? sizeAfter : Math.max(size, runEnd * Layout.BLOCK);
      store(target, block, (int) (block - first), sizeThen, workspace.outgoing);
      block = runEnd;
    }
  }

  private void openOrZero(long block, Workspace workspace) throws IOException {
    if (block < Layout.blocks(size)) {
      int _ = blocks.open(block, 1, workspace, Place.start(workspace.plain));
    } else {
      Arrays.fill(workspace.plain, 0, Layout.BLOCK, (byte) 0);
    }
  }

  private void seal(int index, long block, Workspace workspace) {
    workspace.outgoing.seal(index, cipher, block, Place.start(workspace.plain));
  }

  /** Lets sealed blocks go to where they count from now on. */
  private void store(Blocks.Target target, long first, int index, long sizeAfter, Outgoing outgoing)
      throws IOException {
    int count = target.count();
    int head = outgoing.headOf(index, count);
    byte[] bytes = outgoing.bytes();
    if (target.use() == Blocks.Use.LIVE) {
      blocks.takeRoom(first, count);
    } else {
      writeInPlace(target, first, bytes, head);
    }
    Kind kind = target.use() == Blocks.Use.LIVE ? Kind.IMAGES : Kind.FRESH;
    var appended = append(kind, first, count, sizeAfter, bytes, head);
    if (kind == Kind.FRESH) {
      lastFresh = appended.sequence();
    }
    if (target.use() == Blocks.Use.UNUSED) {
      unusedFrom = first + count;
    } else {
      pending.add(appended, first, count, kind);
    }
  }

  private void writeInPlace(Blocks.Target target, long first, byte[] bytes, int head)
      throws IOException {
    int count = target.count();
    int images = head + JournalRecord.imagesOffset(count);
    storage.write(Layout.blockOffset(first), bytes, images, count * Layout.BLOCK);
    if (target.use() == Blocks.Use.UNUSED) {
      int entries = head + JournalRecord.FIELDS;
      storage.write(Layout.entryOffset(first), bytes, entries, count * Layout.ENTRY);
    }
    // Only now: a sync that began before has not seen these writes.
    unsynced.add();
  }

  private Journal.Appended append(
      Kind kind, long first, long count, long newSize, byte[] bytes, int head) throws IOException {
    var record = new Journal.Draft(file, kind, first, count, newSize);
    var appended = journal.append(record, bytes, head);
    size = newSize;
    lastSequence = appended.sequence();
    pending.sizeIn(appended.segment(), newSize);
    return appended;
  }

  /** Makes blocks holes, and their entries at once where what they were cannot be missed. */
  private void makeHoles(long from, long to, long sizeAfter, Workspace workspace)
      throws IOException {
    long unused = Math.max(from, unusedFrom);
    if (unused < to) {
      blocks.sealHoles(unused, to, workspace);
      unsynced.add();
    }
    var appended = append(Kind.HOLES, from, to - from, sizeAfter, workspace.record, 0);
    pending.addHoles(appended.segment(), from, Math.min(to, unusedFrom));
    unusedFrom = Math.max(unusedFrom, to);
  }

  /** Takes room for blocks, be they in the file or behind its end. */
  void allocate(long first, long end) throws IOException {
    long from = Layout.blockOffset(first);
    pending.keepRoom(first, end);
    storage.allocate(from, Layout.blockOffset(end - 1) + Layout.BLOCK - from);
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
      try {
        makeHoles(from, to, newSize, workspace);
      } catch (IOException e) {
        giveBack(size, workspace, e);
        throw e;
      }
    } else {
      append(Kind.SIZE, 0, 0, newSize, workspace.record, 0);
    }
  }

  private void cut(long newSize, Workspace workspace) throws IOException {
    int rest = (int) (newSize % Layout.BLOCK);
    long last = newSize / Layout.BLOCK;
    if (rest == 0 || blocks.isHole(last, unusedFrom, workspace)) {
      append(Kind.SIZE, 0, 0, newSize, workspace.record, 0);
    } else {
      int _ = blocks.open(last, 1, workspace, Place.start(workspace.plain));
      Arrays.fill(workspace.plain, rest, Layout.BLOCK, (byte) 0);
      workspace.outgoing.draw(1);
      seal(0, last, workspace);
      var target = blocks.target(last, 1, unusedFrom, workspace);
      store(target, last, 0, newSize, workspace.outgoing);
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
