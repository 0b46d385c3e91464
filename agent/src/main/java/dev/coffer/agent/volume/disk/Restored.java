package dev.coffer.agent.volume.disk;

import dev.coffer.crypto.block.v1.BlockCipher;
import dev.coffer.crypto.block.v1.FileHeader;
import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.JournalRecord;
import dev.coffer.crypto.block.v1.Layout;
import dev.coffer.crypto.block.v1.Place;
import dev.coffer.crypto.block.v1.SealRefused;
import dev.coffer.crypto.block.v1.VolumeKeys;
import java.io.IOException;

/** A file to which recovery applies records. */
final class Restored implements AutoCloseable {
  private final FileId file;
  private final Storage storage;
  private final BlockCipher cipher;
  private final Workspace workspace;
  private final Blocks blocks;
  private long size;

  /** The workspace is for scratch, not the one that records stand in. */
  Restored(FileId file, Storage storage, VolumeKeys keys, Workspace workspace) {
    this.workspace = workspace;
    this.file = file;
    this.storage = storage;
    this.cipher = keys.blockCipher(file);
    this.blocks = new Blocks(storage, cipher, new PendingBlocks());
  }

  /** Applies a record that stands in {@code bytes}. */
  void apply(JournalRecord record, byte[] bytes) throws IOException {
    switch (record.kind()) {
      case IMAGES -> {
        for (int i = 0; i < record.count(); i++) {
          int at = record.imagesOffset() + i * Layout.BLOCK;
          storage.write(Layout.blockOffset(record.first() + i), bytes, at, Layout.BLOCK);
          writeEntry(record.first() + i, bytes, i);
        }
      }
      case FRESH -> {
        for (int i = 0; i < record.count(); i++) {
          applyFresh(record.first() + i, bytes, i);
        }
      }
      case HOLES -> blocks.sealHoles(record.first(), record.first() + record.count(), workspace);
      case SIZE -> {}
    }
    size = record.size();
  }

  private void writeEntry(long block, byte[] bytes, int index) throws IOException {
    int at = JournalRecord.FIELDS + index * Layout.ENTRY;
    storage.write(Layout.entryOffset(block), bytes, at, Layout.ENTRY);
  }

  /** A fresh block whose bytes did not reach the disk was not acknowledged: it stays a hole. */
  private void applyFresh(long block, byte[] bytes, int index) throws IOException {
    byte[] sealed = workspace.record;
    int there = storage.read(Layout.blockOffset(block), sealed, 0, Layout.BLOCK);
    Place entry = new Place(bytes, JournalRecord.FIELDS + index * Layout.ENTRY);
    try {
      if (there < Layout.BLOCK) {
        throw new SealRefused(SealRefused.Reason.TRUNCATED, "block " + block + " is not there");
      }
      cipher.open(block, entry, Place.start(sealed), Place.start(workspace.plain));
      writeEntry(block, bytes, index);
    } catch (SealRefused _) {
      blocks.sealHoles(block, block + 1, workspace);
    }
  }

  void finish(VolumeKeys keys) throws IOException {
    byte[] sealedSize = new FileHeader(file, size).sealSize(keys);
    storage.write(FileHeader.SIZE_OFFSET, sealedSize, 0, sealedSize.length);
    storage.sync();
  }

  @Override
  public void close() throws IOException {
    cipher.close();
    storage.close();
  }
}
