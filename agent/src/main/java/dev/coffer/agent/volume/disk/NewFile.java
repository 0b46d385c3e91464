package dev.coffer.agent.volume.disk;

import dev.coffer.crypto.block.v1.BlockCipher;
import dev.coffer.crypto.block.v1.FileHeader;
import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.Layout;
import dev.coffer.crypto.block.v1.Place;
import dev.coffer.crypto.block.v1.VolumeKeys;
import java.io.IOException;
import java.util.Arrays;

/** A file that has no name yet, and therefore needs no journal. */
public final class NewFile {
  private NewFile() {}

  /** Writes and syncs it, with content of at most a block. */
  public static void write(Storage storage, VolumeKeys keys, FileId id, byte[] content)
      throws IOException {
    if (content.length > 0) {
      writeBlock(storage, keys, id, content);
    }
    byte[] header = new FileHeader(id, content.length).seal(keys);
    storage.write(0, header, 0, header.length);
    storage.sync();
  }

  private static void writeBlock(Storage storage, VolumeKeys keys, FileId id, byte[] content)
      throws IOException {
    byte[] sealed = new byte[Layout.BLOCK];
    byte[] entry = new byte[Layout.ENTRY];
    byte[] plain = Arrays.copyOf(content, Layout.BLOCK);
    try (BlockCipher cipher = keys.blockCipher(id)) {
      cipher.seal(0, Place.start(plain), Place.start(sealed), Place.start(entry));
    }
    storage.write(Layout.entryOffset(0), entry, 0, entry.length);
    storage.write(Layout.blockOffset(0), sealed, 0, sealed.length);
  }
}
