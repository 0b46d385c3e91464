package dev.coffer.agent.volume.disk;

import static java.lang.System.Logger.Level.ERROR;

import dev.coffer.crypto.block.v1.BlockCipher;
import dev.coffer.crypto.block.v1.FileHeader;
import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.Layout;
import dev.coffer.crypto.block.v1.Place;
import dev.coffer.crypto.block.v1.SealRefused;
import dev.coffer.crypto.block.v1.VolumeKeys;
import dev.coffer.crypto.block.v2.JournalRecord;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A file to which recovery applies records. Open only while one is applied: a journal may know more
 * files than a process may have descriptors.
 */
final class Restored implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Restored.class.getName());
  private static final long UNKNOWN = -1;

  private final FileId file;
  private final Recovery.Source source;
  private final BlockCipher cipher;
  private final Workspace workspace;
  // Fresh blocks that do not match what is in their place: lost, or altered if they were synced.
  private final Map<Long, Suspect> suspects = new HashMap<>();
  private long size = UNKNOWN;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Suspect(long sequence, byte[] entry, boolean synced) {
    Suspect syncedTo(long last) {
      return new Suspect(sequence, entry, synced || sequence <= last);
    }
  }

  /** The workspace is for scratch, not the one that records stand in. */
  Restored(FileId file, Recovery.Source source, VolumeKeys keys, Workspace workspace) {
    this.workspace = workspace;
    this.file = file;
    this.source = source;
    this.cipher = keys.blockCipher(file);
  }

  /** Applies a record that stands in {@code bytes}. */
  void apply(JournalRecord record, byte[] bytes) throws IOException {
    if (record.kind() == JournalRecord.Kind.SYNCED) {
      suspects.replaceAll((_, suspect) -> suspect.syncedTo(record.first()));
      return;
    }
    try (Storage storage = source.open()) {
      apply(storage, record, bytes);
    }
    size = record.size();
    long end = Layout.blocks(size);
    suspects.keySet().removeIf(block -> block >= end);
  }

  private void apply(Storage storage, JournalRecord record, byte[] bytes) throws IOException {
    switch (record.kind()) {
      case IMAGES -> {
        for (int i = 0; i < record.count(); i++) {
          applyImage(storage, record, i, bytes);
        }
      }
      case FRESH -> {
        for (int i = 0; i < record.count(); i++) {
          applyFresh(storage, record, i, bytes);
        }
      }
      case HOLES -> {
        long end = record.first() + record.count();
        holes(storage, record.first(), end);
        suspects.keySet().removeIf(block -> block >= record.first() && block < end);
      }
      case SIZE, SYNCED -> {}
    }
  }

  private void applyImage(Storage storage, JournalRecord record, int index, byte[] bytes)
      throws IOException {
    long block = record.first() + index;
    int at = record.imagesOffset() + index * Layout.BLOCK;
    storage.write(Layout.blockOffset(block), bytes, at, Layout.BLOCK);
    writeEntry(storage, block, bytes, JournalRecord.FIELDS + index * Layout.ENTRY);
    suspects.remove(block);
  }

  /** A fresh block whose bytes did not reach the disk stays a hole, unless it was synced. */
  private void applyFresh(Storage storage, JournalRecord record, int index, byte[] bytes)
      throws IOException {
    long block = record.first() + index;
    int at = JournalRecord.FIELDS + index * Layout.ENTRY;
    if (isThere(storage, block, new Place(bytes, at))) {
      writeEntry(storage, block, bytes, at);
      suspects.remove(block);
    } else {
      holes(storage, block, block + 1);
      byte[] entry = Arrays.copyOfRange(bytes, at, at + Layout.ENTRY);
      suspects.put(block, new Suspect(record.sequence(), entry, false));
    }
  }

  private boolean isThere(Storage storage, long block, Place entry) throws IOException {
    byte[] sealed = workspace.record;
    if (storage.read(Layout.blockOffset(block), sealed, 0, Layout.BLOCK) < Layout.BLOCK) {
      return false;
    }
    try {
      cipher.open(block, entry, Place.start(sealed), Place.start(workspace.plain));
      return true;
    } catch (SealRefused _) {
      return false;
    }
  }

  private void holes(Storage storage, long from, long to) throws IOException {
    new Blocks(storage, cipher, new PendingBlocks()).sealHoles(from, to, workspace);
  }

  private static void writeEntry(Storage storage, long block, byte[] bytes, int at)
      throws IOException {
    storage.write(Layout.entryOffset(block), bytes, at, Layout.ENTRY);
  }

  void finish(VolumeKeys keys) throws IOException {
    try (Storage storage = source.open()) {
      condemn(storage);
      if (size != UNKNOWN) {
        byte[] sealedSize = new FileHeader(file, size).sealSize(keys);
        storage.write(FileHeader.SIZE_OFFSET, sealedSize, 0, sealedSize.length);
      }
      storage.sync();
    }
  }

  /** Only now: a later record may have replaced them, and what is in their place be that. */
  private void condemn(Storage storage) throws IOException {
    for (var suspect : suspects.entrySet()) {
      if (suspect.getValue().synced()) {
        long block = suspect.getKey();
        LOG.log(ERROR, "block {0} of file {1} was synced and is not what was sealed", block, file);
        // With the entry it had, so that it is refused and never read as zeroes.
        writeEntry(storage, block, suspect.getValue().entry(), 0);
      }
    }
  }

  @Override
  public void close() {
    cipher.close();
  }
}
