package dev.coffer.agent.volume.fuse;

import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.VolumeKeys;
import java.io.IOException;
import java.nio.file.Path;

/** The names of a volume that is not mounted. */
public final class SealedTree {
  private final Seals seals;

  public SealedTree(VolumeKeys keys) {
    this.seals = new Seals(keys);
  }

  /** The id of a file or directory, if it belongs where it is found. */
  public FileId verify(Path path, FileId directory) throws IOException {
    int descriptor = Posix.open(path.toString(), Posix.READ_ONLY);
    try {
      return seals.verify(descriptor, directory, Posix.bytes(path.getFileName().toString()));
    } finally {
      Posix.close(descriptor);
    }
  }
}
