package dev.coffer.agent.volume.disk;

import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.VolumeKeys;
import dev.coffer.crypto.block.v2.JournalRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Looks behind the end of a journal for records that prove that it went on: each says what was on
 * the disk when it was written. They lie at multiples of eight.
 */
final class LaterRecords {
  private static final int STEP = 8;
  private static final int LONGEST_HEAD = 1 << 17;

  private final VolumeKeys keys;
  private final FileId epoch;
  private final byte[] window;

  LaterRecords(VolumeKeys keys, FileId epoch, Workspace workspace) {
    this.keys = keys;
    this.epoch = epoch;
    this.window = workspace.record;
  }

  /**
   * Whether one is found that could be written only when {@code last} was not the last any more.
   */
  boolean prove(Storage segment, long last) throws IOException {
    int stride = window.length - LONGEST_HEAD;
    stride -= stride % STEP;
    for (long from = 0; ; from += stride) {
      int there = segment.read(from, window, 0, window.length);
      for (int at = 0; at < Math.min(there, stride); at += STEP) {
        if (proves(at, there, last)) {
          return true;
        }
      }
      if (there <= stride) {
        return false;
      }
    }
  }

  private boolean proves(int at, int there, long last) {
    if (at + JournalRecord.FIELDS > there || !JournalRecord.mayBegin(window, at)) {
      return false;
    }
    byte[] fields =
        ByteBuffer.allocate(JournalRecord.FIELDS).put(window, at, JournalRecord.FIELDS).array();
    Optional<JournalRecord> record =
        JournalRecord.parse(fields)
            .filter(parsed -> parsed.epoch().equals(epoch))
            .filter(parsed -> parsed.durable() > last && parsed.imagesOffset() <= there - at);
    if (record.isEmpty()) {
      return false;
    }
    int head = record.get().imagesOffset();
    byte[] bytes = ByteBuffer.allocate(head).put(window, at, head).array();
    return record.get().isAuthentic(keys, bytes);
  }
}
