package dev.coffer.agent.volume.disk;

import dev.coffer.crypto.block.v1.FileHeader;
import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.Layout;
import dev.coffer.crypto.block.v1.Place;
import dev.coffer.crypto.block.v1.SealRefused;
import dev.coffer.crypto.block.v1.VolumeKeys;
import java.io.IOException;

/** Opens every block of a file that the journal has nothing for. */
public final class FileCheck {
  private FileCheck() {}

  /** Is told of each block that was refused. */
  @FunctionalInterface
  public interface Refusals {
    void add(long block, SealRefused refused);
  }

  /** Fails with {@link SealRefused} where the file as a whole is not what was sealed. */
  public static void run(Storage storage, FileId id, VolumeKeys keys, Refusals refusals)
      throws IOException {
    FileHeader header = SealedFile.header(storage, keys);
    if (!header.file().equals(id)) {
      throw new SealRefused(SealRefused.Reason.MISPLACED, "holds the content of another file");
    }
    try (var cipher = keys.blockCipher(id)) {
      var blocks = new Blocks(storage, cipher, new PendingBlocks());
      var workspace = new Workspace();
      long end = Layout.blocks(header.size());
      for (long block = 0; block < end; ) {
        block += check(blocks, block, end, workspace, refusals);
      }
    }
  }

  /** Many at once where all are well, one by one where not. */
  private static int check(
      Blocks blocks, long block, long end, Workspace workspace, Refusals refusals)
      throws IOException {
    int run = (int) Math.min(end - block, Workspace.BLOCKS);
    try {
      return blocks.open(block, run, workspace, Place.start(workspace.plain));
    } catch (SealRefused _) {
      run = Math.min(run, Layout.adjacent(block, run));
      for (int i = 0; i < run; i++) {
        try {
          int _ = blocks.open(block + i, 1, workspace, Place.start(workspace.plain));
        } catch (SealRefused refused) {
          refusals.add(block + i, refused);
        }
      }
      return run;
    }
  }
}
