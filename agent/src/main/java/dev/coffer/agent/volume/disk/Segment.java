package dev.coffer.agent.volume.disk;

import dev.coffer.crypto.block.v2.JournalRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One half of a journal. All but its storage is guarded by the journal's lock. */
final class Segment {
  private final int index;
  private final Storage storage;
  private final Set<SealedFile> files = new LinkedHashSet<>();
  private long end;
  private long last;
  private boolean retiring;

  Segment(int index, Storage storage) {
    this.index = index;
    this.storage = storage;
  }

  int index() {
    return index;
  }

  Storage storage() {
    return storage;
  }

  long end() {
    return end;
  }

  int fileCount() {
    return files.size();
  }

  boolean isRetiring() {
    return retiring;
  }

  /** The number of its last record. */
  long last() {
    return last;
  }

  long append(SealedFile file, long sequence, byte[] bytes, int at, int length) throws IOException {
    long base = end;
    storage.write(base, bytes, at, length);
    end += length;
    last = sequence;
    files.add(file);
    return base;
  }

  void beginRetiring() {
    retiring = true;
  }

  List<SealedFile> files() {
    return new ArrayList<>(files);
  }

  /** Its records count no longer once this returns. */
  static void invalidate(Storage storage) throws IOException {
    storage.write(0, new byte[JournalRecord.FIELDS], 0, JournalRecord.FIELDS);
    storage.sync();
  }

  void reset() {
    files.clear();
    end = 0;
    retiring = false;
  }
}
