package dev.coffer.agent.volume.disk;

import dev.coffer.crypto.block.v1.Layout;
import dev.coffer.crypto.block.v2.JournalRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the journal holds of one file, by segment: the newer segment hides the older one, but each
 * has to be applied by itself, because only the older one may survive a crash. Guarded by the
 * file's lock.
 */
final class PendingBlocks {
  private static final long UNTOUCHED = -1;

  /** A block's place together with the segment it lies in. */
  record Located(Pending pending, Segment segment) {}

  /** What one segment says: its blocks in order, and the size after its last record. */
  record Snapshot(NavigableMap<Long, Pending> blocks, long size) {
    static final Snapshot EMPTY = new Snapshot(new TreeMap<>(), UNTOUCHED);

    boolean isEmpty() {
      return size == UNTOUCHED;
    }
  }

  private final List<Map<Long, Pending>> blocks = List.of(new HashMap<>(), new HashMap<>());
  private final long[] sizes = {UNTOUCHED, UNTOUCHED};
  private @Nullable Segment newest;
  private @Nullable Segment older;

  void sizeIn(Segment segment, long size) {
    sizes[segment.index()] = size;
    if (segment != newest) {
      older = newest;
      newest = segment;
    }
  }

  void add(Journal.Appended appended, long first, int count, JournalRecord.Kind kind) {
    long entries = appended.base() + JournalRecord.FIELDS;
    long images = appended.base() + JournalRecord.imagesOffset(count);
    Map<Long, Pending> map = blocks.get(appended.segment().index());
    for (int i = 0; i < count; i++) {
      long entryAt = entries + (long) i * Layout.ENTRY;
      map.put(
          first + i,
          kind == JournalRecord.Kind.IMAGES
              ? new Pending(entryAt, images + (long) i * Layout.BLOCK)
              : Pending.fresh(entryAt));
    }
  }

  void addHoles(Segment segment, long from, long to) {
    for (long block = from; block < to; block++) {
      blocks.get(segment.index()).put(block, Pending.HOLE);
    }
  }

  /**
   * Empties blocks behind a new end, in the segment that says so and in no other. They stay known:
   * until that segment is on the disk, what lies in their place may be asked for.
   */
  void cut(long end) {
    if (newest != null) {
      blocks.get(newest.index()).replaceAll((block, now) -> block < end ? now : Pending.HOLE);
    }
  }

  /** Whether a block of a range is a hole here, so that there may be no room in its place. */
  boolean hasHole(long first, int count) {
    for (int i = 0; i < count; i++) {
      Located found = find(first + i);
      if (found != null && found.pending().isHole()) {
        return true;
      }
    }
    return false;
  }

  /** Has the room of a range kept, whatever holes are there. */
  void keepRoom(long from, long to) {
    for (Map<Long, Pending> map : blocks) {
      if (to - from < map.size()) {
        for (long block = from; block < to; block++) {
          var _ = map.computeIfPresent(block, (_, now) -> kept(now));
        }
      } else {
        map.replaceAll((block, now) -> from <= block && block < to ? kept(now) : now);
      }
    }
  }

  private static Pending kept(Pending now) {
    return now.isHole() ? Pending.KEPT_HOLE : now;
  }

  /** Whether the room in a block's place can go once this segment is applied. */
  boolean isWithoutRoom(Segment segment, long block) {
    Pending pending = blocks.get(segment.index()).get(block);
    return pending != null && !pending.keepsRoom();
  }

  @Nullable Located find(long block) {
    Located found = find(newest, block);
    return found == null ? find(older, block) : found;
  }

  private @Nullable Located find(@Nullable Segment segment, long block) {
    if (segment == null) {
      return null;
    }
    Pending pending = blocks.get(segment.index()).get(block);
    return pending == null ? null : new Located(pending, segment);
  }

  Snapshot snapshot(Segment segment) {
    return new Snapshot(new TreeMap<>(blocks.get(segment.index())), sizes[segment.index()]);
  }

  void forget(Segment segment) {
    blocks.get(segment.index()).clear();
    sizes[segment.index()] = UNTOUCHED;
    if (older == segment) {
      older = null;
    } else if (newest == segment) {
      newest = older;
      older = null;
    }
  }

  boolean isEmpty() {
    return sizes[0] == UNTOUCHED && sizes[1] == UNTOUCHED;
  }

  /** How many blocks from this one on the journal knows better than the file. */
  int affected(long block, int most) {
    int run = 0;
    while (run < most && find(block + run) != null) {
      run++;
    }
    return run;
  }

  /** How many blocks from this one on the file itself knows best. */
  int unaffected(long block, int most) {
    if (blocks.get(0).isEmpty() && blocks.get(1).isEmpty()) {
      return most;
    }
    int run = 0;
    while (run < most && find(block + run) == null) {
      run++;
    }
    return run;
  }
}
