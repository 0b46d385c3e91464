package dev.coffer.agent.volume.disk;

import dev.coffer.crypto.block.v1.BlockCipher;
import dev.coffer.crypto.block.v1.Layout;
import dev.coffer.crypto.block.v1.Place;
import dev.coffer.crypto.block.v1.SealRefused;
import dev.coffer.crypto.block.v1.VolumeKeys;
import dev.coffer.crypto.block.v2.JournalMark;
import dev.coffer.crypto.block.v2.JournalRecord;
import java.io.IOException;
import java.util.Optional;

/**
 * Reads the records of one segment in order, up to the first that is not the next, not authentic or
 * not whole. The record just read stands in the workspace. One that was synced and whose images are
 * not whole any more is damage, not the end: it is read all the same.
 */
final class Scan {
  private final Storage segment;
  private final VolumeKeys keys;
  private final JournalMark mark;
  private final Workspace workspace;
  private long position;
  private Optional<JournalRecord> next;

  Scan(Storage segment, VolumeKeys keys, JournalMark mark, Workspace workspace) throws IOException {
    this.segment = segment;
    this.keys = keys;
    this.mark = mark;
    this.workspace = workspace;
    this.next = read();
  }

  /** The record that stands in the workspace; empty at the end. */
  Optional<JournalRecord> record() {
    return next;
  }

  void advance() throws IOException {
    JournalRecord before = next.orElseThrow();
    position += before.length();
    next = read().filter(record -> record.sequence() == before.sequence() + 1);
  }

  private Optional<JournalRecord> read() throws IOException {
    byte[] bytes = workspace.record;
    if (segment.read(position, bytes, 0, JournalRecord.FIELDS) < JournalRecord.FIELDS) {
      return Optional.empty();
    }
    Optional<JournalRecord> record =
        JournalRecord.parse(bytes)
            .filter(parsed -> parsed.length() <= bytes.length)
            .filter(parsed -> parsed.epoch().equals(mark.epoch()));
    if (record.isEmpty()) {
      return record;
    }
    int length = Math.toIntExact(record.get().length());
    boolean whole = segment.read(position, bytes, 0, length) == length;
    return record.filter(found -> whole && found.isAuthentic(keys, bytes) && counts(found));
  }

  private boolean counts(JournalRecord record) {
    return record.kind() != JournalRecord.Kind.IMAGES
        || record.sequence() <= mark.durable()
        || imagesAreWhole(record);
  }

  private boolean imagesAreWhole(JournalRecord record) {
    try (BlockCipher cipher = keys.blockCipher(record.file())) {
      for (int i = 0; i < record.count(); i++) {
        Place entry = new Place(workspace.record, JournalRecord.FIELDS + i * Layout.ENTRY);
        Place image = new Place(workspace.record, record.imagesOffset() + i * Layout.BLOCK);
        cipher.open(record.first() + i, entry, image, Place.start(workspace.plain));
      }
      return true;
    } catch (SealRefused _) {
      return false;
    }
  }
}
