package dev.coffer.agent.volume.disk;

import dev.coffer.crypto.block.v1.BlockCipher;
import dev.coffer.crypto.block.v1.Layout;
import dev.coffer.crypto.block.v1.Place;
import dev.coffer.crypto.block.v1.SealRefused;
import java.io.IOException;
import java.util.NavigableMap;

/** Finds the blocks of one file, in the file or in the journal. Guarded by the file's lock. */
final class Blocks {

  /** What a block of the storage means to a reader, now or after a crash. */
  enum Use {
    UNUSED,
    /** A hole: its entry counts, the bytes in its place do not. */
    HOLE,
    LIVE
  }

  /** So many blocks side by side that are used alike. */
  record Target(Use use, int count) {}

  private final Storage storage;
  private final BlockCipher cipher;
  private final PendingBlocks pending;

  Blocks(Storage storage, BlockCipher cipher, PendingBlocks pending) {
    this.storage = storage;
    this.cipher = cipher;
    this.pending = pending;
  }

  /** Opens some blocks to a place and returns how many: at least one. */
  int open(long first, int most, Workspace workspace, Place plain) throws IOException {
    var located = pending.find(first);
    if (located != null) {
      openPending(first, located, workspace, plain);
      return 1;
    }
    int run = pending.unaffected(first, Layout.adjacent(first, most));
    int length = run * Layout.BLOCK;
    readEntries(first, run, workspace);
    int there = storage.read(Layout.blockOffset(first), workspace.record, 0, length);
    for (int i = 0; i < run; i++) {
      Place entry = new Place(workspace.entries, i * Layout.ENTRY);
      if ((i + 1) * Layout.BLOCK > there && !cipher.isHole(first + i, entry)) {
        throw truncated(first + i);
      }
      int at = i * Layout.BLOCK;
      cipher.open(first + i, entry, new Place(workspace.record, at), plain.plus(at));
    }
    return run;
  }

  private void openPending(
      long block, PendingBlocks.Located located, Workspace workspace, Place plain)
      throws IOException {
    Pending place = located.pending();
    Place entry = Place.start(workspace.entries);
    if (place.isHole()) {
      cipher.sealHole(block, entry);
    } else {
      readWhole(located.segment().storage(), place.entryAt(), workspace.entries, Layout.ENTRY);
      if (place.isImage()) {
        Storage journal = located.segment().storage();
        readWhole(journal, place.imageAt(), workspace.record, Layout.BLOCK);
      } else {
        readWhole(storage, Layout.blockOffset(block), workspace.record, Layout.BLOCK);
      }
    }
    cipher.open(block, entry, Place.start(workspace.record), plain);
  }

  private static void readWhole(Storage from, long offset, byte[] into, int length)
      throws IOException {
    readWhole(from, offset, into, 0, length);
  }

  static void readWhole(Storage from, long offset, byte[] into, int at, int length)
      throws IOException {
    if (from.read(offset, into, at, length) < length) {
      throw new SealRefused(
          SealRefused.Reason.TRUNCATED, "less than %d bytes at %d".formatted(length, offset));
    }
  }

  private void readEntries(long first, int count, Workspace workspace) throws IOException {
    int length = count * Layout.ENTRY;
    int there = storage.read(Layout.entryOffset(first), workspace.entries, 0, length);
    if (there < length) {
      throw truncated(first + there / Layout.ENTRY);
    }
  }

  private static SealRefused truncated(long block) {
    return new SealRefused(SealRefused.Reason.TRUNCATED, "block " + block + " is cut off the file");
  }

  /** What the next write from this block on will meet. */
  Target target(long first, int most, long unusedFrom, Workspace workspace) throws IOException {
    int adjacent = Layout.adjacent(first, most);
    if (first >= unusedFrom) {
      return new Target(Use.UNUSED, adjacent);
    }
    int used = (int) Math.min(adjacent, unusedFrom - first);
    int run = pending.affected(first, used);
    if (run == used) {
      return new Target(Use.LIVE, run);
    }
    readEntries(first, used, workspace);
    Use use = useOf(first, 0, workspace);
    run = 1;
    while (run < used && useOf(first, run, workspace) == use) {
      run++;
    }
    return new Target(use, run);
  }

  private Use useOf(long first, int index, Workspace workspace) {
    Place entry = new Place(workspace.entries, index * Layout.ENTRY);
    boolean hole = pending.find(first + index) == null && BlockCipher.isVacant(entry);
    return hole ? Use.HOLE : Use.LIVE;
  }

  /** Whether a block of the file reads as zeroes without being anywhere. */
  boolean isHole(long block, long unusedFrom, Workspace workspace) throws IOException {
    var located = pending.find(block);
    return located == null
        ? target(block, 1, unusedFrom, workspace).use() == Use.HOLE
        : located.pending().isHole();
  }

  /** Writes the entries of holes. */
  void sealHoles(long from, long to, Workspace workspace) throws IOException {
    for (long block = from; block < to; ) {
      int run = Layout.adjacent(block, to - block);
      for (int i = 0; i < run; i++) {
        cipher.sealHole(block + i, new Place(workspace.entries, i * Layout.ENTRY));
      }
      storage.write(Layout.entryOffset(block), workspace.entries, 0, run * Layout.ENTRY);
      block += run;
    }
  }

  /** Takes room for blocks side by side that are written in their place only later. */
  void takeRoom(long first, int count) throws IOException {
    if (pending.hasHole(first, count)) {
      storage.allocate(Layout.blockOffset(first), (long) count * Layout.BLOCK);
      pending.keepRoom(first, first + count);
    }
  }

  /** Gives the room of a segment's holes back, but of those that have been written since. */
  void releaseHoles(Segment segment, NavigableMap<Long, Pending> snapshot) throws IOException {
    long from = 0;
    int count = 0;
    for (var each : snapshot.entrySet()) {
      long block = each.getKey();
      boolean goes = each.getValue().isHole() && pending.isWithoutRoom(segment, block);
      boolean follows = block == from + count && Layout.adjacent(from, count + 1L) > count;
      if (count > 0 && !(goes && follows)) {
        storage.release(Layout.blockOffset(from), (long) count * Layout.BLOCK);
        count = 0;
      }
      if (goes) {
        from = count == 0 ? block : from;
        count++;
      }
    }
    if (count > 0) {
      storage.release(Layout.blockOffset(from), (long) count * Layout.BLOCK);
    }
  }

  /** Writes what a synced segment holds into the file, one group of blocks after the other. */
  void apply(Segment segment, NavigableMap<Long, Pending> snapshot, Workspace workspace)
      throws IOException {
    NavigableMap<Long, Pending> rest = snapshot;
    while (!rest.isEmpty()) {
      long end = (rest.firstKey() / Layout.GROUP + 1) * Layout.GROUP;
      applyGroup(segment, rest.headMap(end, false), workspace);
      rest = rest.tailMap(end, true);
    }
  }

  /**
   * Entries between those that change are written as they are: no other thread changes an entry
   * before the first unused block, and this is where all of them lie.
   */
  private void applyGroup(Segment segment, NavigableMap<Long, Pending> group, Workspace workspace)
      throws IOException {
    long first = group.firstKey();
    int span = (int) (group.lastKey() - first) + 1;
    var run = new ImageRun(storage, segment.storage(), workspace.record);
    if (group.size() < span) {
      readEntries(first, span, workspace);
    }
    for (var each : group.entrySet()) {
      long block = each.getKey();
      Pending place = each.getValue();
      int at = (int) (block - first) * Layout.ENTRY;
      if (place.isHole()) {
        cipher.sealHole(block, new Place(workspace.entries, at));
        continue;
      }
      readWhole(segment.storage(), place.entryAt(), workspace.entries, at, Layout.ENTRY);
      if (place.isImage()) {
        run.add(block, place.imageAt());
      }
    }
    run.flush();
    storage.write(Layout.entryOffset(first), workspace.entries, 0, span * Layout.ENTRY);
  }
}
