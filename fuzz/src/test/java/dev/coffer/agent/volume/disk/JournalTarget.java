package dev.coffer.agent.volume.disk;

import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.crypto.block.v1.FileHeader;
import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.Layout;
import dev.coffer.crypto.block.v1.SealRefused;
import dev.coffer.crypto.block.v1.VolumeKeys;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A daemon was killed behind a sync, and the disk is changed before the next one begins: the input
 * is a list of changes to the file, the journal and its mark. What is read afterwards is what was
 * synced, or nothing.
 */
public final class JournalTarget {
  private static final FileId ID = new FileId(5, 6);
  private static final String FILE = "file";
  private static final String[] NAMES = {FILE, "journal.0", "journal.1", "journal.mark"};
  private static final int BLOCKS = 3;
  private static final int CHANGE = 6;
  private static final long CAPACITY = 1 << 18;
  private static final VolumeKeys KEYS =
      new VolumeKeys(BlockSuite.SM_COMPATIBLE, new FileId(1, 2), SecretBytes.copyOf(new byte[16]));
  private static final byte[] WRITTEN = written();
  private static final MemoryDisk KILLED = killed();

  private JournalTarget() {}

  private static byte[] written() {
    byte[] written = new byte[BLOCKS * Layout.BLOCK];
    for (int at = 0; at < written.length; at++) {
      written[at] = (byte) (at * 31 + at / Layout.BLOCK);
    }
    return written;
  }

  // Each block once in its first state, synced, and then as it is to be found.
  private static MemoryDisk killed() {
    var disk = new MemoryDisk();
    var workspace = new Workspace();
    try {
      Journal.create(disk.journal().mark(), KEYS);
      byte[] header = new FileHeader(ID, 0).seal(KEYS);
      disk.storage(FILE).write(0, header, 0, header.length);
      SealedFile file =
          SealedFile.open(
              disk.storage(FILE), KEYS, Journal.begin(disk.journal(), CAPACITY, KEYS, _ -> {}));
      file.write(0, new byte[WRITTEN.length], WRITTEN.length, workspace);
      file.sync();
      file.write(0, WRITTEN, WRITTEN.length, workspace);
      file.sync();
    } catch (IOException e) {
      throw new AssertionError("memory takes everything", e);
    }
    return disk.copy();
  }

  /** Called by the driver for each input. */
  public static void fuzzerTestOneInput(byte[] changes) {
    MemoryDisk disk = KILLED.copy();
    for (int at = 0; at + CHANGE <= changes.length && at < 8 * CHANGE; at += CHANGE) {
      change(disk, ByteBuffer.wrap(changes, at, CHANGE));
    }
    try {
      int _ =
          Recovery.run(
              disk.journal(),
              KEYS,
              wanted ->
                  wanted.equals(ID) ? Optional.of(() -> disk.storage(FILE)) : Optional.empty());
      requireSynced(disk);
    } catch (SealRefused refused) {
      // What damage is for.
    } catch (IOException e) {
      throw new AssertionError("damage has its own answer", e);
    }
  }

  /** Flips a bit, overwrites with another place of any file, or cuts the end off. */
  private static void change(MemoryDisk disk, ByteBuffer change) {
    int what = Byte.toUnsignedInt(change.get());
    String name = NAMES[what & 3];
    byte[] content = disk.content(name);
    int offset = Short.toUnsignedInt(change.getShort()) | (what & 0x30) << 12;
    if (content.length == 0) {
      return;
    }
    offset %= content.length;
    switch (what >> 2 & 3) {
      case 0 -> content[offset] ^= (byte) (1 << (change.get() & 7));
      case 1 -> {
        byte[] other = disk.content(NAMES[change.get() & 3]);
        int from = Short.toUnsignedInt(change.getShort()) * 8;
        int length = Math.min(content.length - offset, Math.max(0, other.length - from));
        System.arraycopy(other, Math.min(from, other.length), content, offset, length);
      }
      case 2 -> content = Arrays.copyOf(content, offset);
      default -> Arrays.fill(content, offset, content.length, (byte) 0);
    }
    disk.replace(name, content);
  }

  private static void requireSynced(MemoryDisk disk) throws IOException {
    try (var journal = disk.journal();
        var file =
            SealedFile.open(
                disk.storage(FILE), KEYS, Journal.begin(journal, CAPACITY, KEYS, _ -> {}))) {
      for (int block = 0; block < BLOCKS; block++) {
        requireSynced(file, block);
      }
    }
  }

  private static void requireSynced(SealedFile file, int block) throws IOException {
    byte[] read = new byte[Layout.BLOCK];
    int from = block * Layout.BLOCK;
    int length;
    try {
      length = file.read(from, read, read.length, new Workspace());
    } catch (SealRefused refused) {
      return;
    }
    if (!Arrays.equals(read, 0, length, WRITTEN, from, from + Layout.BLOCK)) {
      throw new AssertionError(
          "block %d has %d bytes that were not synced".formatted(block, length));
    }
  }

  /** One change of each sort. */
  public static List<byte[]> seeds() {
    return List.of(
        new byte[0],
        new byte[] {1, 0, 100, 3, 0, 0},
        new byte[] {5, 0, 0, 2, 0, 8},
        new byte[] {9, 16, 0, 0, 0, 0},
        new byte[] {15, 0, 0, 0, 0, 0},
        // The newest record, and the newer place of the mark that knows of it.
        new byte[] {5, 126, 1, 0, 1, 44, 3, 96, 0, 65, 8, 100});
  }
}
