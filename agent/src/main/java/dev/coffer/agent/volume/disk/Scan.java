package dev.coffer.agent.volume.disk;

import dev.coffer.crypto.block.v1.BlockCipher;
import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.JournalRecord;
import dev.coffer.crypto.block.v1.Layout;
import dev.coffer.crypto.block.v1.Place;
import dev.coffer.crypto.block.v1.SealRefused;
import dev.coffer.crypto.block.v1.VolumeKeys;
import java.io.IOException;
import java.util.Optional;

/**
 * Reads the records of one segment in order, up to the first that is not the next, not authentic or
 * not whole. The record just read stands in the workspace.
 */
final class Scan {
  private final Storage segment;
  private final VolumeKeys keys;
  private final Workspace workspace;
  private long position;
  private Optional<JournalRecord> next;

  Scan(Storage segment, VolumeKeys keys, Workspace workspace) throws IOException {
    this.segment = segment;
    this.keys = keys;
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
    next = read().filter(record -> follows(record, before));
  }

  static boolean follows(JournalRecord record, JournalRecord before) {
    return record.sequence() == before.sequence() + 1 && record.epoch().equals(before.epoch());
  }

  private Optional<JournalRecord> read() throws IOException {
    byte[] bytes = workspace.record;
    if (segment.read(position, bytes, 0, JournalRecord.FIELDS) < JournalRecord.FIELDS) {
      return Optional.empty();
    }
    Optional<JournalRecord> record =
        JournalRecord.parse(bytes).filter(parsed -> parsed.length() <= bytes.length);
    if (record.isEmpty()) {
      return record;
    }
    int length = Math.toIntExact(record.get().length());
    boolean whole = segment.read(position, bytes, 0, length) == length;
    return record.filter(found -> whole && found.isAuthentic(keys, bytes) && imagesAreWhole(found));
  }

  private boolean imagesAreWhole(JournalRecord record) {
    if (record.kind() != JournalRecord.Kind.IMAGES) {
      return true;
    }
    FileId file = record.file();
    try (BlockCipher cipher = keys.blockCipher(file)) {
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
