package dev.coffer.agent.volume.disk;

import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.VolumeKeys;
import dev.coffer.crypto.block.v2.JournalMark;
import java.io.IOException;

/**
 * A journal's mark as it stands on the disk. Written after each sync of the journal, but not synced
 * itself: a daemon that is killed leaves it as it was, and a loss of power at worst an older one,
 * which promises less. Guarded by who uses it.
 */
final class Mark {
  private final Storage storage;
  private final VolumeKeys keys;
  private JournalMark now;

  private Mark(Storage storage, VolumeKeys keys, JournalMark now) {
    this.storage = storage;
    this.keys = keys;
    this.now = now;
  }

  /** The first mark of a new journal. */
  static void create(Storage storage, VolumeKeys keys) throws IOException {
    JournalMark first = JournalMark.first();
    storage.truncate(JournalMark.FILE_LENGTH);
    new Mark(storage, keys, first).write(first);
    storage.sync();
  }

  static Mark open(Storage storage, VolumeKeys keys) throws IOException {
    byte[] bytes = new byte[JournalMark.FILE_LENGTH];
    int _ = storage.read(0, bytes, 0, bytes.length);
    return new Mark(storage, keys, JournalMark.newest(bytes, keys));
  }

  JournalMark now() {
    return now;
  }

  private void write(JournalMark next) throws IOException {
    byte[] sealed = next.seal(keys);
    storage.write(next.offset(), sealed, 0, sealed.length);
    now = next;
  }

  /** Begins an epoch, with a journal that is empty; nothing may be appended before. */
  FileId begin() throws IOException {
    write(JournalMark.begin(FileId.random(), now.number() + 1));
    storage.sync();
    return now.epoch();
  }

  void durable(long sequence) throws IOException {
    write(now.advanced(now.retired(), Math.max(now.durable(), sequence)));
  }

  /** Has to be synced before the records are taken away. */
  void retired(long sequence) throws IOException {
    write(now.advanced(Math.max(now.retired(), sequence), Math.max(now.durable(), sequence)));
  }

  /** All of the journal is in the files. */
  void close(long last) throws IOException {
    write(now.closed(last));
    storage.sync();
  }

  void sync() throws IOException {
    storage.sync();
  }
}
